package cnnc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * TensorFlow-Java in graph mode with its fused LRN op. That op's gradient is wrong for these
 * constants, but it is the fastest the peer has; for the time of a step it does not matter.
 */
final class TensorFlowStep implements Contestant {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Variable<TFloat32>> variables = new ArrayList<>();
  private final List<Op> starts = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();
  private final Session session;
  private final Placeholder<TFloat32> image;
  private final Placeholder<TInt32> label;
  private final Operand<TFloat32> loss;
  private final TFloat32 input;
  private final TInt32 labels;

  TensorFlowStep(int threads, float[] input, int[] labels) {
    int batch = labels.length;
    image = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, 24, 24, 3)));
    label = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(batch)));
    loss = network(batch);
    Gradients gradients = tf.gradients(loss, variables);
    for (int i = 0; i < variables.size(); i++) {
      Variable<TFloat32> v = variables.get(i);
      updates.add(
          tf.train.applyAdam(
              v, state(v), state(v), tf.constant(0.9f), tf.constant(0.999f), tf.constant(1e-3f),
              tf.constant(0.9f), tf.constant(0.999f), tf.constant(1e-8f),
              gradients.<TFloat32>dy(i)));
    }
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .build());
    Session.Runner start = session.runner();
    starts.forEach(op -> start.addTarget(op.op()));
    start.run();
    this.input = TFloat32.tensorOf(Shape.of(batch, 24, 24, 3), DataBuffers.of(input));
    this.labels = TInt32.tensorOf(Shape.of(batch), DataBuffers.of(labels));
  }

  private Operand<TFloat32> network(int batch) {
    Variable<TFloat32> w1 = weights(0.05f, 5, 5, 3, 64);
    Variable<TFloat32> b1 = bias(0, 64);
    Variable<TFloat32> w2 = weights(0.05f, 5, 5, 64, 64);
    Variable<TFloat32> b2 = bias(0.1f, 64);
    Variable<TFloat32> w3 = weights(0.04f, 2304, 384);
    Variable<TFloat32> b3 = bias(0.1f, 384);
    Variable<TFloat32> w4 = weights(0.04f, 384, 192);
    Variable<TFloat32> b4 = bias(0.1f, 192);
    Variable<TFloat32> w5 = weights(1 / 192f, 192, 10);
    Variable<TFloat32> b5 = bias(0, 10);
    Operand<TFloat32> h = conv(lrn(pool(conv(image, w1, b1))), w2, b2);
    h = tf.reshape(pool(lrn(h)), tf.constant(new int[] {batch, 2304}));
    h = tf.nn.relu(tf.math.add(tf.linalg.matMul(h, w3), b3));
    h = tf.nn.relu(tf.math.add(tf.linalg.matMul(h, w4), b4));
    h = tf.math.add(tf.linalg.matMul(h, w5), b5);
    Operand<TFloat32> hot =
        tf.oneHot(label, tf.constant(10), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> each =
        tf.math.neg(
            tf.reduceSum(tf.math.mul(hot, tf.nn.logSoftmax(h)), tf.constant(1)));
    Operand<TFloat32> decay =
        tf.math.mul(tf.math.add(tf.nn.l2Loss(w3), tf.nn.l2Loss(w4)), tf.constant(0.004f));
    return tf.math.add(tf.math.mean(each, tf.constant(0)), decay);
  }

  private Operand<TFloat32> conv(
      Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> b) {
    return tf.nn.relu(tf.nn.biasAdd(tf.nn.conv2d(x, w, List.of(1L, 1L, 1L, 1L), "SAME"), b));
  }

  private Operand<TFloat32> pool(Operand<TFloat32> x) {
    return tf.nn.maxPool(
        x, tf.constant(new int[] {1, 3, 3, 1}), tf.constant(new int[] {1, 2, 2, 1}), "SAME");
  }

  private Operand<TFloat32> lrn(Operand<TFloat32> x) {
    return tf.nn.localResponseNormalization(
        x, LocalResponseNormalization.depthRadius(4L), LocalResponseNormalization.bias(1f),
        LocalResponseNormalization.alpha(0.001f / 9), LocalResponseNormalization.beta(0.75f));
  }

  private Variable<TFloat32> weights(float stddev, int... shape) {
    Operand<TFloat32> normal =
        tf.random.truncatedNormal(tf.constant(shape), TFloat32.class);
    return variable(tf.math.mul(normal, tf.constant(stddev)), shape);
  }

  private Variable<TFloat32> bias(float value, int size) {
    return variable(tf.fill(tf.constant(new int[] {size}), tf.constant(value)), size);
  }

  private Variable<TFloat32> variable(Operand<TFloat32> start, int... shape) {
    long[] sizes = java.util.Arrays.stream(shape).asLongStream().toArray();
    Variable<TFloat32> v = tf.variable(Shape.of(sizes), TFloat32.class);
    starts.add(tf.assign(v, start));
    variables.add(v);
    return v;
  }

  private Variable<TFloat32> state(Variable<TFloat32> of) {
    Shape shape = of.asOutput().shape();
    Variable<TFloat32> v = tf.variable(shape, TFloat32.class);
    starts.add(tf.assign(v, tf.fill(tf.constant(shape.asArray()), tf.constant(0f))));
    return v;
  }

  @Override
  public String name() {
    return "TensorFlow-Java 1.1.0";
  }

  @Override
  public void run() {
    Session.Runner runner = session.runner().feed(image, input).feed(label, labels).fetch(loss);
    updates.forEach(op -> runner.addTarget(op.op()));
    try (var result = runner.run()) {
      if (!Float.isFinite(((TFloat32) result.get(0)).getFloat())) {
        throw new IllegalStateException("diverged");
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

package cnnc.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any network in DJL, layer by layer, with the weights of this project's; without weight decay. */
final class DjlNetwork extends DjlStep {
  /** What DJL computes of a layer's inputs. */
  private interface Rule {
    NDArray of(Op op, DjlNetwork net, Layer layer, List<NDArray> in);
  }

  /** Of ops that PyTorch would put together from many, or that no network here has. */
  private static final Rule NONE =
      (op, net, layer, in) -> {
        throw new UnsupportedOperationException("`" + op.word() + "` is not built in DJL here");
      };

  private static final OpTable<Op, Rule> TABLE =
      OpTable.<Op, Rule>of(Op.class, "DJL of ops")
          .row(Op.Convolution.class, (op, net, l, in) -> net.convolution((Op.Convolution) op, l, in.get(0)))
          .row(Op.Dense.class, (op, net, l, in) -> net.dense(l, in.get(0)))
          .row(Op.MaxPool.class, (op, net, l, in) -> maxPool(((Op.MaxPool) op).window(), in.get(0)))
          .row(Op.AveragePool.class, (op, net, l, in) -> averagePool((Op.AveragePool) op, in.get(0)))
          .row(Op.GlobalMaxPool.class, (op, net, l, in) -> Pool.globalMaxPool2d(in.get(0)))
          .row(Op.GlobalAveragePool.class, (op, net, l, in) -> Pool.globalAvgPool2d(in.get(0)))
          .row(Op.Lrn.class, (op, net, l, in) -> lrn((Op.Lrn) op, in.get(0)))
          .row(Op.BatchNorm.class, (op, net, l, in) -> net.batchNorm((Op.BatchNorm) op, l, in.get(0)))
          .row(Op.Dropout.class,
              (op, net, l, in) ->
                  Dropout.dropout(in.get(0), (float) ((Op.Dropout) op).probability(), true)
                      .singletonOrThrow())
          .row(Op.Activate.class, (op, net, l, in) -> activate((Op.Activate) op, in.get(0)))
          .row(Op.Scale.class, (op, net, l, in) -> in.get(0).mul(((Op.Scale) op).factor()))
          .row(Op.Shift.class, (op, net, l, in) -> in.get(0).add(((Op.Shift) op).term()))
          .row(Op.Join.class, (op, net, l, in) -> join(((Op.Join) op).how(), in))
          .row(Op.Concat.class, (op, net, l, in) -> NDArrays.concat(new NDList(in), 1))
          .row(Op.Flatten.class, (op, net, l, in) -> flat(in.get(0).transpose(0, 2, 3, 1)))
          .row(Op.TransposedConvolution.class, NONE)
          .row(Op.LocalConvolution.class, NONE)
          .row(Op.GroupNorm.class, NONE)
          .row(Op.Prelu.class, NONE)
          .row(Op.ChannelScale.class, NONE)
          .row(Op.Upsample.class, NONE)
          .row(Op.Pad.class, NONE)
          .row(Op.Crop.class, NONE)
          .row(Op.SpaceToDepth.class, NONE)
          .build();

  private final Network network;
  private final Map<String, NDArray> tensors = new HashMap<>();

  /**
   * A network.
   *
   * @param weights whose weights it begins with
   */
  DjlNetwork(Network network, CompiledNetwork weights, float[] input, int[] labels) {
    super(input, labels, network.input().height(), network.input().width(), network.input().channels());
    this.network = network;
    Map<String, float[]> values = new HashMap<>();
    float[] all = Engine.of(weights).weights();
    for (var p : weights.spec().parameters()) {
      values.put(p.name(), Arrays.copyOfRange(all, p.offset(), p.offset() + p.size()));
    }
    List<NDArray> trained = new ArrayList<>();
    for (Layer layer : network.layers()) {
      for (Parameter p : layer.parameters()) {
        if (!tensors.containsKey(p.name())) {
          tensors.put(p.name(), planesFirst(layer, p, values.get(p.name())));
          trained.add(tensors.get(p.name()));
        }
      }
      layer.states().forEach(s -> tensors.put(s.name(), filled(s.name().endsWith("variance") ? 1 : 0, s.size())));
    }
    train(trained.toArray(NDArray[]::new));
  }

  /** A weight as PyTorch lays it out: outputs, inputs, and a window's rows and columns. */
  private NDArray planesFirst(Layer layer, Parameter p, float[] values) {
    long[] shape = p.shape().stream().mapToLong(Integer::longValue).toArray();
    cnnc.dsl.model.Shape in = layer.shapes().inputs().get(0);
    if (shape.length == 4) {
      return array(values, shape).transpose(3, 2, 0, 1).duplicate();
    }
    if (shape.length == 2 && in instanceof cnnc.dsl.model.Shape.Image i) {
      return array(values, i.height(), i.width(), i.channels(), shape[1])
          .transpose(3, 2, 0, 1).reshape(shape[1], shape[0]).duplicate();
    }
    return shape.length == 2
        ? array(values, shape).transpose(1, 0).duplicate()
        : array(values, shape);
  }

  @Override
  NDArray loss(NDArray input) {
    List<NDArray> values = new ArrayList<>();
    for (Layer layer : network.layers()) {
      List<NDArray> in = layer.inputs().stream().map(i -> i < 0 ? input : values.get(i)).toList();
      values.add(TABLE.get(layer.op()).of(layer.op(), this, layer, in));
    }
    return crossEntropy(values.get(network.output()));
  }

  /** The n-th tensor of a layer, or null. */
  private NDArray parameter(Layer layer, int n) {
    return n < layer.parameters().size() ? tensors.get(layer.parameters().get(n).name()) : null;
  }

  private NDArray convolution(Op.Convolution op, Layer layer, NDArray x) {
    Window w = op.window();
    return Conv2d.conv2d(
            padded(x, w.padding(), 0), parameter(layer, 0), parameter(layer, 1),
            new Shape(w.strideY(), w.strideX()), own(w.padding()),
            new Shape(w.dilationY(), w.dilationX()), op.groups())
        .singletonOrThrow();
  }

  private NDArray dense(Layer layer, NDArray x) {
    return Linear.linear(flat(x), parameter(layer, 0), parameter(layer, 1)).singletonOrThrow();
  }

  /** What a kernel pads by itself: the same on both sides, or nothing. */
  private static Shape own(Padding p) {
    return even(p) ? new Shape(p.top(), p.left()) : new Shape(0, 0);
  }

  private static boolean even(Padding p) {
    return p.top() == p.bottom() && p.left() == p.right();
  }

  /** The image with what a kernel does not pad. */
  private static NDArray padded(NDArray x, Padding p, double value) {
    return even(p) ? x : x.pad(new Shape(p.left(), p.right(), p.top(), p.bottom()), value);
  }

  private static NDArray maxPool(Window w, NDArray x) {
    return Pool.maxPool2d(
        padded(x, w.padding(), -3.4e38), new Shape(w.height(), w.width()),
        new Shape(w.strideY(), w.strideX()), own(w.padding()), false);
  }

  private static NDArray averagePool(Op.AveragePool op, NDArray x) {
    Window w = op.window();
    if (!even(w.padding())) {
      return NONE.of(op, null, null, List.of());
    }
    return Pool.avgPool2d(
        x, new Shape(w.height(), w.width()), new Shape(w.strideY(), w.strideX()), own(w.padding()),
        false, op.counted().equals(w.padding()));
  }

  /** As PyTorch composes it. */
  private static NDArray lrn(Op.Lrn op, NDArray x) {
    int size = 2 * op.radius() + 1;
    NDArray mean =
        Pool.avgPool3d(
                x.square().expandDims(1), new Shape(size, 1, 1), new Shape(1, 1, 1),
                new Shape(op.radius(), 0, 0), false, true)
            .squeeze(1);
    return x.div(mean.mul(size * op.alpha()).add(op.k()).pow(op.beta()));
  }

  private NDArray batchNorm(Op.BatchNorm op, Layer layer, NDArray x) {
    boolean scale = op.normalization().scale();
    long channels = x.getShape().get(1);
    NDArray factor = scale ? parameter(layer, 0) : filled(1, channels);
    NDArray term = op.normalization().shift() ? parameter(layer, scale ? 1 : 0) : filled(0, channels);
    return BatchNorm.batchNorm(
            x, tensors.get(layer.states().get(0).name()), tensors.get(layer.states().get(1).name()),
            factor, term, 1, (float) op.momentum(), (float) op.normalization().epsilon(), true)
        .singletonOrThrow();
  }

  private static NDArray activate(Op.Activate op, NDArray x) {
    if (op.function() == Activation.RELU) {
      return ai.djl.nn.Activation.relu(x);
    }
    if (op.function() == Activation.RELU6) {
      return ai.djl.nn.Activation.relu6(x);
    }
    return op.function() == Activation.GELU
        ? ai.djl.nn.Activation.gelu(x)
        : NONE.of(op, null, null, List.of());
  }

  private static NDArray join(Op.Combination how, List<NDArray> in) {
    int most = in.stream().mapToInt(x -> x.getShape().dimension()).max().orElseThrow();
    NDArray all = null;
    for (NDArray each : in) {
      NDArray x = each.getShape().dimension() < most ? each.expandDims(2).expandDims(3) : each;
      if (all == null) {
        all = x;
      } else {
        all =
            switch (how) {
              case ADD -> all.add(x);
              case MUL -> all.mul(x);
              case MAX -> all.maximum(x);
            };
      }
    }
    return all;
  }
}

package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The door: the loss and the gradients of all parameters are added to an inference graph. */
public final class Differentiation {
  private final Graph graph;
  private final GraphBuilder built;
  /** The gradient of a value, by id. */
  private final Map<Integer, Integer> gradients = new HashMap<>();

  private final Map<Integer, Integer> argmaxes = new HashMap<>();

  private Differentiation(Graph graph) {
    this.graph = graph;
    List<Value> values = new ArrayList<>(graph.values());
    this.built = new GraphBuilder(new Graph(graph.name(), values, List.of(), -1, -1));
  }

  /** The training graph: forward, loss, backward. */
  public static Graph differentiate(Graph inference) {
    return new Differentiation(inference).graph();
  }

  private Graph graph() {
    graph.nodes().forEach(this::forward);
    int classes = graph.values().get(graph.logits()).size();
    int labels = built.value("labels", Value.Kind.LABELS, 1);
    int losses = built.value("losses", Value.Kind.ACTIVATION, 1);
    Node last = graph.nodes().get(graph.nodes().size() - 1);
    int dlogits = built.value("d" + name(graph.logits()), Value.Kind.ACTIVATION, classes);
    built.node(
        last.with(
            "loss", new Op.SoftmaxCrossEntropy(classes), List.of(graph.logits(), labels),
            List.of(losses, dlogits)));
    gradients.put(graph.logits(), dlogits);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      backward(graph.nodes().get(i));
    }
    return built.build(graph.logits(), losses);
  }

  /** A pool in training also says where its maxima were. */
  private void forward(Node n) {
    if (n.op() instanceof Op.MaxPool p) {
      Op.MaxPool saving = new Op.MaxPool(p.geometry(), p.epilogue(), true);
      int argmax =
          built.value(n.name() + ".argmax", Value.Kind.ACTIVATION, saving.argmaxWords());
      argmaxes.put(n.outputs().get(0), argmax);
      built.node(n.with(n.name(), saving, n.inputs(), List.of(n.outputs().get(0), argmax)));
    } else {
      built.node(n);
    }
  }

  /** One rule per op of an inference graph. */
  private void backward(Node n) {
    int x = n.inputs().get(0);
    int y = n.outputs().get(0);
    Integer dy = gradients.get(y);
    if (dy == null) {
      return;
    }
    if (n.op() instanceof Op.Convolution c) {
      Op dw = new Op.ConvolutionWeightGradient(c.geometry(), c.outChannels());
      weights(n, dw, x, dy);
      Op dx = new Op.ConvolutionInputGradient(c.geometry(), c.outChannels());
      input(n, dx, x, dy, n.inputs().get(1));
    } else if (n.op() instanceof Op.Dense d) {
      weights(n, new Op.DenseWeightGradient(d.in(), d.out(), false), x, dy);
      input(n, new Op.DenseInputGradient(d.in(), d.out(), false), x, dy, n.inputs().get(1));
    } else if (n.op() instanceof Op.AddBias b) {
      node(
          n, ".gradient", new Op.BiasGradient(b.pixels(), b.channels(), false),
          List.of(dy), List.of(parameterGradient(n.inputs().get(1))));
      gradients.put(x, dy);
    } else if (n.op() instanceof Op.Relu r) {
      input(n, new Op.ReluGradient(r.size()), x, dy, y);
    } else if (n.op() instanceof Op.MaxPool p) {
      input(n, new Op.MaxPoolGradient(p.geometry()), x, dy, argmaxes.get(y));
    } else if (n.op() instanceof Op.Lrn l) {
      Op dx =
          new Op.LrnGradient(l.height(), l.width(), l.channels(), l.response(), false, false);
      input(n, dx, x, dy, x);
    } else {
      throw new IllegalStateException("no rule to differentiate " + n.op());
    }
  }

  private void weights(Node n, Op op, int x, int dy) {
    node(
        n, ".weightGradient", op, List.of(x, dy),
        List.of(parameterGradient(n.inputs().get(1))));
  }

  /** The gradient of a node's input, unless that is the network's. */
  private void input(Node n, Op op, int x, int dy, int other) {
    Value value = graph.values().get(x);
    if (value.kind() == Value.Kind.INPUT) {
      return;
    }
    if (gradients.containsKey(x)) {
      throw new IllegalStateException("two gradients of " + value.name() + " need an addition");
    }
    int dx = built.value("d" + value.name(), Value.Kind.ACTIVATION, value.size());
    gradients.put(x, dx);
    boolean weighted =
        op instanceof Op.ConvolutionInputGradient || op instanceof Op.DenseInputGradient;
    node(n, weighted ? ".inputGradient" : ".gradient", op, List.of(dy, other), List.of(dx));
  }

  private void node(
      Node n, String what, Op op, List<Integer> inputs, List<Integer> outputs) {
    built.node(n.with(n.name() + what, op, inputs, outputs));
  }

  private int parameterGradient(int parameter) {
    Value p = graph.values().get(parameter);
    return built.value("d" + p.name(), Value.Kind.PARAMETER_GRADIENT, p.size(), p.parameter());
  }

  private String name(int value) {
    return graph.values().get(value).name();
  }
}

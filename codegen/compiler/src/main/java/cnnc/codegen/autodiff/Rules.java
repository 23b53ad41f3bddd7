package cnnc.codegen.autodiff;

import cnnc.codegen.graph.DType;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Type;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.OpTable;
import java.util.List;

/** The table: how each op is differentiated. */
final class Rules {
  /** Adds what gradients need to a node's forward pass, and the nodes of its backward pass. */
  interface Rule {
    default Node forward(Node n, Gradients gradients) {
      return n;
    }

    void backward(Node n, Gradients gradients);
  }

  private interface Typed<T extends Op> {
    void backward(T op, Node n, Gradients gradients);
  }

  private static final OpTable<Op, Rule> TABLE = table();

  private Rules() {}

  static Rule of(Op op) {
    return TABLE.get(op);
  }

  private static OpTable<Op, Rule> table() {
    Rule none =
        (n, gradients) -> {
          throw new IllegalStateException(n.op() + " is differentiated already");
        };
    return OpTable.<Op, Rule>of(Op.class, "gradient")
        .row(Op.Convolution.class, rule(Op.Convolution.class, Rules::convolution))
        .row(Op.ConvolutionInputGradient.class,
            rule(Op.ConvolutionInputGradient.class, Rules::transposed))
        .row(Op.ConvolutionWeightGradient.class, none)
        .row(Op.LocalConvolution.class, rule(Op.LocalConvolution.class, Rules::local))
        .row(Op.LocalInputGradient.class, none)
        .row(Op.LocalWeightGradient.class, none)
        .row(Op.Dense.class, rule(Op.Dense.class, Rules::dense))
        .row(Op.DenseInputGradient.class, none)
        .row(Op.DenseWeightGradient.class, none)
        .row(Op.Pointwise.class, rule(Op.Pointwise.class, PointwiseRule::backward))
        .row(Op.Moments.class, rule(Op.Moments.class, MomentsRule::backward))
        .row(Op.GroupSums.class, none)
        .row(Op.MaxPool.class, new MaxPoolRule())
        .row(Op.MaxPoolGradient.class, none)
        .row(Op.AveragePool.class, rule(Op.AveragePool.class, Moves::averagePool))
        .row(Op.AveragePoolGradient.class, none)
        .row(Op.Copy.class, rule(Op.Copy.class, Moves::copy))
        .row(Op.NearestUpsample.class, rule(Op.NearestUpsample.class, Moves::nearest))
        .row(Op.BilinearUpsample.class, rule(Op.BilinearUpsample.class, Moves::bilinear))
        .row(Op.BilinearUpsampleGradient.class, none)
        .row(Op.Lrn.class, rule(Op.Lrn.class, Rules::lrn))
        .row(Op.LrnGradient.class, none)
        .row(Op.Judgement.class, none)
        .build();
  }

  private static <T extends Op> Rule rule(Class<T> kind, Typed<T> rule) {
    return (n, gradients) -> rule.backward(kind.cast(n.op()), n, gradients);
  }

  private static void convolution(Op.Convolution c, Node n, Gradients g) {
    int x = n.inputs().get(0);
    int w = n.inputs().get(1);
    int dy = g.of(n);
    g.node(
        n, ".weightGradient",
        new Op.ConvolutionWeightGradient(c.geometry(), c.outChannels(), c.groups()),
        List.of(x, dy), List.of(g.part(w)));
    if (g.wanted(x)) {
      g.node(
          n, ".inputGradient",
          new Op.ConvolutionInputGradient(c.geometry(), c.outChannels(), c.groups()),
          List.of(dy, w), List.of(g.part(x)));
    }
  }

  /** Its input's place is that of a convolution's gradient, its output's that of the input. */
  private static void transposed(Op.ConvolutionInputGradient c, Node n, Gradients g) {
    int x = n.inputs().get(0);
    int w = n.inputs().get(1);
    int dy = g.of(n);
    g.node(
        n, ".weightGradient",
        new Op.ConvolutionWeightGradient(c.geometry(), c.outChannels(), c.groups()),
        List.of(dy, x), List.of(g.part(w)));
    if (g.wanted(x)) {
      g.node(
          n, ".inputGradient",
          new Op.Convolution(
              c.geometry(), c.outChannels(), c.groups(), false, Formula.IDENTITY),
          List.of(dy, w), List.of(g.part(x)));
    }
  }

  private static void local(Op.LocalConvolution c, Node n, Gradients g) {
    int x = n.inputs().get(0);
    int w = n.inputs().get(1);
    int dy = g.of(n);
    List<Integer> parameters = n.inputs().subList(1, n.inputs().size());
    g.node(
        n, ".weightGradient",
        new Op.LocalWeightGradient(c.geometry(), c.outChannels(), c.bias()), List.of(x, dy),
        parameters.stream().map(g::part).toList());
    if (g.wanted(x)) {
      g.node(
          n, ".inputGradient", new Op.LocalInputGradient(c.geometry(), c.outChannels()),
          List.of(dy, w), List.of(g.part(x)));
    }
  }

  private static void dense(Op.Dense d, Node n, Gradients g) {
    int x = n.inputs().get(0);
    int w = n.inputs().get(1);
    int dy = g.of(n);
    g.node(
        n, ".weightGradient", new Op.DenseWeightGradient(d.in(), d.out(), false),
        List.of(x, dy), List.of(g.part(w)));
    if (g.wanted(x)) {
      g.node(
          n, ".inputGradient", new Op.DenseInputGradient(d.in(), d.out(), Formula.IDENTITY),
          List.of(dy, w), List.of(g.part(x)));
    }
  }

  private static void lrn(Op.Lrn l, Node n, Gradients g) {
    int x = n.inputs().get(0);
    int dy = g.of(n);
    Op op =
        new Op.LrnGradient(l.height(), l.width(), l.channels(), l.response(), Formula.IDENTITY);
    g.node(n, ".gradient", op, List.of(dy, x), List.of(g.part(x)));
  }

  /** A pool in training also says where its maxima were. */
  private static final class MaxPoolRule implements Rule {
    @Override
    public Node forward(Node n, Gradients gradients) {
      Op.MaxPool p = (Op.MaxPool) n.op();
      Geometry g = p.geometry();
      Type positions =
          new Type(DType.PACKED, List.of(g.outHeight(), g.outWidth(), g.channels()));
      int argmax =
          gradients.extra(
              n, ".argmax", positions, List.of(g.outHeight(), g.argmaxColumns(), g.channels()));
      return n.with(
          n.name(), new Op.MaxPool(g, true, p.result()), n.inputs(),
          List.of(n.outputs().get(0), argmax));
    }

    @Override
    public void backward(Node n, Gradients g) {
      int x = n.inputs().get(0);
      int dy = g.of(n);
      if (g.wanted(x)) {
        g.node(
            n, ".gradient", new Op.MaxPoolGradient(((Op.MaxPool) n.op()).geometry()),
            List.of(dy, g.extra(n)), List.of(g.part(x)));
      }
    }
  }
}

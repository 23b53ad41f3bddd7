package cnnc.codegen.simplify;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Moments as sums, for a target that has kernels for these: of the values, and then of the squares of
 * their distances from the mean, so that nothing cancels.
 */
final class MomentSums {
  private static final Kind<Op.Moments> MOMENTS = Kind.of(Op.Moments.class);

  private final GraphBuilder built;

  private MomentSums(GraphBuilder built) {
    this.built = built;
  }

  static Graph apply(Graph graph) {
    MomentSums sums = new MomentSums(GraphBuilder.valuesOf(graph));
    for (Node n : graph.nodes()) {
      Optional<Op.Moments> moments = MOMENTS.of(n.op());
      if (moments.isPresent()) {
        sums.moments(graph, n, moments.get());
      } else {
        sums.built.node(n);
      }
    }
    return sums.built.build(graph.outputs(), graph.losses());
  }

  private void moments(Graph graph, Node n, Op.Moments op) {
    int x = n.inputs().get(0);
    Value mean = graph.value(n.outputs().get(0));
    Value variance = graph.value(n.outputs().get(1));
    Access access = op.perImage() ? Access.IMAGE_CHANNEL : Access.CHANNEL;
    mean(
        n, op, "mean", mean,
        new Formula(
            Formula.reads(Access.ELEMENT), List.of(),
            List.of(new Formula.Sum(Expr.operand(0), access))),
        List.of(x));
    Expr away = Expr.operand(0).minus(Expr.operand(1));
    mean(
        n, op, "variance", variance,
        new Formula(
            Formula.reads(Access.ELEMENT, access), List.of(),
            List.of(new Formula.Sum(away.times(away), access))),
        List.of(x, mean.id()));
  }

  /** The mean of what a formula sums. */
  private void mean(
      Node n, Op.Moments op, String what, Value result, Formula formula, List<Integer> inputs) {
    int sum = built.like(result, result.name() + ".sum", result.role());
    node(n, what + "Sum", new Op.Pointwise(op.frame(), false, formula), inputs, sum);
    if (op.groups() < op.frame().channels()) {
      int grouped = built.like(result, result.name() + ".groups", result.role());
      node(
          n, what + "Groups", new Op.GroupSums(op.frame().channels(), op.groups()), List.of(sum),
          grouped);
      sum = grouped;
    }
    Expr share = Expr.operand(0).times(1.0 / op.elements());
    Formula divided =
        Formula.of(op.perImage() ? share : share.over(new Expr.Images()), Access.ELEMENT);
    node(
        n, what, new Op.Pointwise(Frame.of(result.type()), !op.perImage(), divided), List.of(sum),
        result.id());
  }

  private void node(Node n, String what, Op op, List<Integer> inputs, int output) {
    built.node(n.with(n.name() + "." + what, op, inputs, List.of(output)));
  }
}

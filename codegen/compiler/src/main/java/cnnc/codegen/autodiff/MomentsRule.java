package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Value;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gradients of mean and variance over m elements: dx = (dmean + 2 (x - mean) dvariance) / m. What
 * the variance owes to the mean sums to zero.
 */
final class MomentsRule {
  private MomentsRule() {}

  static void backward(Op.Moments op, Node n, Gradients g) {
    int x = n.inputs().get(0);
    if (!g.wanted(x)) {
      return;
    }
    Access access = op.perImage() ? Access.IMAGE_CHANNEL : Access.CHANNEL;
    List<Integer> inputs = new ArrayList<>();
    List<Access> accesses = new ArrayList<>();
    Expr sum = Expr.ZERO;
    Optional<Integer> dmean = g.of(n, 0);
    if (dmean.isPresent()) {
      inputs.add(grouped(op, n, g, dmean.get(), "mean"));
      accesses.add(access);
      sum = Expr.operand(0);
    }
    Optional<Integer> dvariance = g.of(n, 1);
    if (dvariance.isPresent()) {
      int first = inputs.size();
      inputs.addAll(
          List.of(x, n.outputs().get(0), grouped(op, n, g, dvariance.get(), "variance")));
      accesses.addAll(List.of(Access.ELEMENT, access, access));
      Expr away = Expr.operand(first).minus(Expr.operand(first + 1));
      sum = sum.plus(away.times(Expr.operand(first + 2).times(2)));
    }
    Expr scaled = sum.times(1.0 / op.elements());
    Formula formula =
        Formula.of(
            op.perImage() ? scaled : scaled.over(new Expr.Images()),
            accesses.toArray(Access[]::new));
    g.node(
        n, ".gradient", new Op.Pointwise(op.frame(), false, formula), inputs,
        List.of(g.part(x)));
  }

  /** Channels of a group share a mean: its gradient is the sum of theirs. */
  private static int grouped(Op.Moments op, Node n, Gradients g, int gradient, String what) {
    if (op.groups() == op.frame().channels()) {
      return gradient;
    }
    Value mean = g.value(n.outputs().get(0));
    int sums = g.value("d" + n.name() + "." + what + ".sums", mean, Role.GRADIENT);
    g.node(
        n, "." + what + "GradientSums", new Op.GroupSums(op.frame().channels(), op.groups()),
        List.of(gradient), List.of(sums));
    return sums;
  }
}

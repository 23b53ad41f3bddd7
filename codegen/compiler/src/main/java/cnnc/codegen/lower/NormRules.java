package cnnc.codegen.lower;

import static cnnc.codegen.scalar.Access.ELEMENT;

import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Expr.Function;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Op.BatchNorm;
import cnnc.dsl.model.Op.GroupNorm;
import cnnc.dsl.model.Op.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Norms: moments, then (x - mean) times a factor per channel, plus a shift. */
final class NormRules {
  private NormRules() {}

  static int batchNorm(BatchNorm b, LayerNodes n) {
    int mean;
    int variance;
    if (n.trains()) {
      mean = n.channels(".mean", false);
      variance = n.channels(".variance", false);
      n.node(
          ".moments", new Op.Moments(n.frame(), false, n.frame().channels()),
          List.of(n.input(0)), List.of(mean, variance));
      running(b, n, mean, variance);
    } else {
      mean = n.state(0);
      variance = n.state(1);
    }
    return normalized(b.normalization(), n, mean, variance, false);
  }

  /** The running averages go on. */
  private static void running(BatchNorm b, LayerNodes n, int mean, int variance) {
    List<Expr> averages = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Expr old = Expr.operand(2 * i).times(b.momentum());
      averages.add(old.plus(Expr.operand(2 * i + 1).times(1 - b.momentum())));
    }
    n.channels(
        ".running", false,
        new Formula(Formula.reads(elements(4)), averages, List.of()),
        List.of(n.state(0), mean, n.state(1), variance),
        List.of(n.newState(0), n.newState(1)));
  }

  static int groupNorm(GroupNorm g, LayerNodes n) {
    int mean = n.channels(".mean", true);
    int variance = n.channels(".variance", true);
    n.node(
        ".moments", new Op.Moments(n.frame(), true, g.groups()), List.of(n.input(0)),
        List.of(mean, variance));
    return normalized(g.normalization(), n, mean, variance, true);
  }

  private static int normalized(
      Normalization norm, LayerNodes n, int mean, int variance, boolean perImage) {
    Access statistic = perImage ? Access.IMAGE_CHANNEL : Access.CHANNEL;
    Expr inverse =
        Expr.ONE.over(Expr.operand(0).plus(norm.epsilon()).apply(Function.SQRT));
    List<Integer> factors = new ArrayList<>(List.of(variance));
    // What all images share is multiplied beforehand, what differs with the elements.
    boolean scaledBefore = norm.scale() && !perImage;
    if (scaledBefore) {
      factors.add(n.parameter(0));
    }
    int factor = n.channels(".factor", perImage);
    n.channels(
        ".factors", perImage,
        Formula.of(
            scaledBefore ? Expr.operand(1).times(inverse) : inverse, elements(factors.size())),
        factors, List.of(factor));
    List<Integer> operands = new ArrayList<>(List.of(n.input(0), mean, factor));
    List<Access> accesses = new ArrayList<>(List.of(ELEMENT, statistic, statistic));
    Expr y = Expr.operand(0).minus(Expr.operand(1)).times(Expr.operand(2));
    if (norm.scale() && perImage) {
      y = y.times(Expr.operand(operands.size()));
      operands.add(n.parameter(0));
      accesses.add(Access.CHANNEL);
    }
    if (norm.shift()) {
      y = y.plus(Expr.operand(operands.size()));
      operands.add(n.parameter(norm.scale() ? 1 : 0));
      accesses.add(Access.CHANNEL);
    }
    return n.pointwise(
        "", Formula.of(y, accesses.toArray(Access[]::new)), operands.toArray(Integer[]::new));
  }

  private static Access[] elements(int count) {
    Access[] accesses = new Access[count];
    Arrays.fill(accesses, ELEMENT);
    return accesses;
  }
}

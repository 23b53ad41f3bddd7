package cnnc.codegen.scalar;

import cnnc.dsl.model.Optimizer;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an optimiser changes a parameter, in expressions of single values. Their operands are the weight,
 * its gradient, the slots and then the scalars.
 *
 * @param scalars what a step computes once, in double precision; operands are the learning rate, the
 *     rule's numbers, and these to the power of how many steps there have been with this one. The first
 *     is a multiple of the learning rate, and no other depends on it
 * @param slots what is kept with each parameter
 * @param weight what becomes of it
 */
public record UpdateRule(List<Expr> scalars, List<Slot> slots, Expr weight) {
  /**
   * What is kept; it begins at zero.
   *
   * @param next what becomes of it
   * @param least below this it becomes zero
   */
  public record Slot(String name, Expr next, double least) {}

  /**
   * What nothing but decay moves would shrink for ever, and some processors take a hundred times as long
   * for numbers below the normal ones. This is far below what a sum of products notices; times a number
   * as small it is still a normal one.
   */
  public static final double LEAST = 0x1p-60;

  private static final Expr WEIGHT = Expr.operand(0);
  private static final Expr GRADIENT = Expr.operand(1);
  private static final Expr RATE = Expr.operand(0);

  /** The rule of this name. */
  public static UpdateRule of(Optimizer.Rule rule) {
    return switch (rule) {
      case ADAM -> adam(rule);
      case RMSPROP -> rmsprop();
      case SGD -> new UpdateRule(
          List.of(RATE), List.of(), WEIGHT.minus(GRADIENT.times(scalar(0, 0))));
    };
  }

  private static UpdateRule adam(Optimizer.Rule rule) {
    Expr m = slot(0);
    Expr v = slot(1);
    Expr rate = scalar(2, 0);
    Expr m1 = m.plus(GRADIENT.minus(m).times(scalar(2, 1)));
    Expr v1 = v.plus(GRADIENT.times(GRADIENT).minus(v).times(scalar(2, 2)));
    Expr root = v1.apply(Expr.Function.SQRT);
    Expr corrected =
        RATE.times(Expr.ONE.minus(power(rule, 1)).apply(Expr.Function.SQRT))
            .over(Expr.ONE.minus(power(rule, 0)));
    return new UpdateRule(
        List.of(corrected, Expr.ONE.minus(number(0)), Expr.ONE.minus(number(1)), number(2)),
        List.of(new Slot("m", m1, LEAST), new Slot("v", v1, Float.MIN_NORMAL)),
        WEIGHT.minus(m1.times(rate).over(root.plus(scalar(2, 3)))));
  }

  private static UpdateRule rmsprop() {
    Expr v = slot(0);
    Expr v1 = v.plus(GRADIENT.times(GRADIENT).minus(v).times(scalar(1, 1)));
    Expr root = v1.apply(Expr.Function.SQRT);
    return new UpdateRule(
        List.of(RATE, Expr.ONE.minus(number(0)), number(1)),
        List.of(new Slot("v", v1, Float.MIN_NORMAL)),
        WEIGHT.minus(GRADIENT.times(scalar(1, 0)).over(root.plus(scalar(1, 2)))));
  }

  private static Expr slot(int index) {
    return Expr.operand(2 + index);
  }

  private static Expr scalar(int slots, int index) {
    return Expr.operand(2 + slots + index);
  }

  private static Expr number(int index) {
    return Expr.operand(1 + index);
  }

  /** A number to the power of the steps. */
  private static Expr power(Optimizer.Rule rule, int index) {
    return Expr.operand(1 + rule.numbers().size() + index);
  }

  /** What becomes of the slots and of the weight, equal parts as one object. */
  public List<Expr> results() {
    Expansion expansion = new Expansion();
    return Stream.concat(slots.stream().map(Slot::next), Stream.of(weight))
        .map(expansion::of)
        .toList();
  }
}

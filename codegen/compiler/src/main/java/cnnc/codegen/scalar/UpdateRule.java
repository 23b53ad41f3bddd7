package cnnc.codegen.scalar;

import cnnc.dsl.model.Optimizer;
import java.util.ArrayList;
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
 * @param weight what becomes of it; of a rule for whole tensors, where it would go
 * @param clip place of the scalar that gradients are multiplied by so that their norm is not beyond a
 *     limit, which it is before they are known; -1 where there is none
 */
public record UpdateRule(
    Optimizer.Form form, List<Expr> scalars, List<Slot> slots, Expr weight, int clip) {
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

  /** Whether {@link #weight} is a direction, which the gradient becomes. */
  public boolean directs() {
    return form.rule() == Optimizer.Rule.LAMB || form.rule() == Optimizer.Rule.MUON;
  }

  /** The rule of this form. */
  public static UpdateRule of(Optimizer.Form form) {
    return switch (form.rule()) {
      case ADAGRAD -> adagrad(new Scalars(form, 1));
      case ADAM, ADAMW -> adam(new Scalars(form, 2));
      case LAMB -> lamb(new Scalars(form, 2));
      case LARS, MUON -> velocity(new Scalars(form, 1));
      case NADAM -> nadam(new Scalars(form, 2));
      case RMSPROP -> rmsprop(new Scalars(form, 1));
      case SGD -> sgd(new Scalars(form, form.has("momentum") ? 1 : 0));
    };
  }

  private static UpdateRule sgd(Scalars s) {
    Expr rate = s.add(RATE);
    Expr g = s.decayed();
    if (!s.form.has("momentum")) {
      return s.rule(List.of(), WEIGHT.minus(g.times(rate)));
    }
    Expr momentum = s.add(s.number("momentum"));
    Expr v = slot(0).times(momentum).plus(g);
    Expr step = s.form.has("nesterov") ? v.times(momentum).plus(g) : v;
    return s.rule(
        List.of(new Slot("v", v, LEAST)), WEIGHT.minus(step.times(rate)));
  }

  private static UpdateRule adam(Scalars s) {
    boolean apart = s.form.rule() == Optimizer.Rule.ADAMW;
    Expr scale =
        Expr.ONE.minus(s.power("beta2")).apply(Expr.Function.SQRT);
    Expr bias = Expr.ONE.minus(s.power("beta1"));
    Expr rate = s.add(RATE.times(scale).over(bias));
    Expr g = apart ? s.gradient() : s.decayed();
    Expr m = towards(slot(0), g, s.add(Expr.ONE.minus(s.number("beta1"))));
    Expr v = towards(slot(1), g.times(g), s.add(Expr.ONE.minus(s.number("beta2"))));
    Expr root = v.apply(Expr.Function.SQRT).plus(s.add(s.number("eps")));
    List<Slot> slots = List.of(new Slot("m", m, LEAST), new Slot("v", v, Float.MIN_NORMAL));
    if (apart) {
      Expr decay = s.add(s.number("decay").times(bias).over(scale));
      return s.rule(
          slots, WEIGHT.minus(m.over(root).plus(WEIGHT.times(decay)).times(rate)));
    }
    return s.rule(slots, WEIGHT.minus(m.times(rate).over(root)));
  }

  private static UpdateRule nadam(Scalars s) {
    Expr scale = Expr.ONE.minus(s.power("beta2")).apply(Expr.Function.SQRT);
    Expr next = Expr.ONE.minus(s.power("beta1").times(s.number("beta1")));
    Expr rate = s.add(RATE.times(scale));
    Expr g = s.decayed();
    Expr share = Expr.ONE.minus(s.number("beta1"));
    Expr m = towards(slot(0), g, s.add(share));
    Expr v = towards(slot(1), g.times(g), s.add(Expr.ONE.minus(s.number("beta2"))));
    Expr ahead =
        m.times(s.add(s.number("beta1").over(next)))
            .plus(g.times(s.add(share.over(Expr.ONE.minus(s.power("beta1"))))));
    Expr root = v.apply(Expr.Function.SQRT).plus(s.add(s.number("eps")));
    return s.rule(
        List.of(new Slot("m", m, LEAST), new Slot("v", v, Float.MIN_NORMAL)),
        WEIGHT.minus(ahead.times(rate).over(root)));
  }

  private static UpdateRule rmsprop(Scalars s) {
    Expr rate = s.add(RATE);
    Expr g = s.gradient();
    return byRoot(
        s, rate, g, towards(slot(0), g.times(g), s.add(Expr.ONE.minus(s.number("decay")))));
  }

  private static UpdateRule adagrad(Scalars s) {
    Expr rate = s.add(RATE);
    Expr g = s.gradient();
    return byRoot(s, rate, g, slot(0).plus(g.times(g)));
  }

  /** The gradient over the root of what has become of squares. */
  private static UpdateRule byRoot(Scalars s, Expr rate, Expr g, Expr v) {
    Expr root = v.apply(Expr.Function.SQRT).plus(s.add(s.number("eps")));
    return s.rule(
        List.of(new Slot("v", v, Float.MIN_NORMAL)),
        WEIGHT.minus(g.times(rate).over(root)));
  }

  /** The rates of tensors come behind it, and so does what is done to directions. */
  private static UpdateRule velocity(Scalars s) {
    boolean directs = s.form.rule() == Optimizer.Rule.MUON;
    Expr rate = s.add(RATE);
    Expr g = directs ? s.gradient() : s.decayed();
    Expr momentum = s.add(s.number("momentum"));
    if (directs) {
      Expr v = slot(0).times(momentum).plus(g);
      return s.rule(List.of(new Slot("v", v, LEAST)), v.times(momentum).plus(g));
    }
    Expr v = slot(0).times(momentum).plus(g.times(rate));
    return s.rule(List.of(new Slot("v", v, LEAST)), WEIGHT.minus(v));
  }

  private static UpdateRule lamb(Scalars s) {
    s.add(RATE);
    Expr g = s.gradient();
    Expr m = towards(slot(0), g, s.add(Expr.ONE.minus(s.number("beta1"))));
    Expr v = towards(slot(1), g.times(g), s.add(Expr.ONE.minus(s.number("beta2"))));
    Expr first = s.add(Expr.ONE.over(Expr.ONE.minus(s.power("beta1"))));
    Expr second = s.add(Expr.ONE.over(Expr.ONE.minus(s.power("beta2"))));
    Expr root =
        v.times(second).apply(Expr.Function.SQRT).plus(s.add(s.number("eps")));
    Expr decay = s.add(s.number("decay"));
    return s.rule(
        List.of(new Slot("m", m, LEAST), new Slot("v", v, Float.MIN_NORMAL)),
        m.times(first).over(root).plus(WEIGHT.times(decay)));
  }

  /** The mean of squares or the like: a share of the way from the old one to the new value. */
  private static Expr towards(Expr old, Expr value, Expr share) {
    return old.plus(value.minus(old).times(share));
  }

  private static Expr slot(int index) {
    return Expr.operand(2 + index);
  }

  /** The numbers of a step, as they are asked for. */
  private static final class Scalars {
    private final Optimizer.Form form;
    private final int slots;
    private final List<Expr> all = new ArrayList<>();
    private int clip = -1;

    Scalars(Optimizer.Form form, int slots) {
      this.form = form;
      this.slots = slots;
    }

    /** The operand that has this value. */
    Expr add(Expr value) {
      all.add(value);
      return Expr.operand(2 + slots + all.size() - 1);
    }

    UpdateRule rule(List<Slot> kept, Expr weight) {
      return new UpdateRule(form, List.copyOf(all), kept, weight, clip);
    }

    /** The gradient of the loss, clipped where it is to be. */
    Expr gradient() {
      String value = Optimizer.Clip.VALUE.number();
      String norm = Optimizer.Clip.NORM.number();
      if (form.has(value)) {
        Expr limit = add(number(value));
        return GRADIENT.min(limit).max(Expr.ZERO.minus(limit));
      }
      if (form.has(norm)) {
        clip = all.size();
        return GRADIENT.times(add(number(norm)));
      }
      return GRADIENT;
    }

    Expr number(String name) {
      return Expr.operand(1 + form.index(name));
    }

    /** A number to the power of the steps. */
    Expr power(String name) {
      return Expr.operand(1 + form.numbers().size() + form.index(name));
    }

    /** The gradient with the optimiser's own decay. */
    Expr decayed() {
      Expr g = gradient();
      return form.has("decay") ? g.plus(WEIGHT.times(add(number("decay")))) : g;
    }
  }

  /** What becomes of the slots and of the weight, equal parts as one object. */
  public List<Expr> results() {
    Expansion expansion = new Expansion();
    return Stream.concat(slots.stream().map(Slot::next), Stream.of(weight))
        .map(expansion::of)
        .toList();
  }
}

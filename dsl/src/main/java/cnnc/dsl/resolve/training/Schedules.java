package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.LearningRate;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code lr = 0.1}, {@code exp_decay(...)} and {@code steps(...)}. */
final class LearningRates {
  private static final Signature EXP_DECAY =
      Signature.of("exp_decay", "initial, factor, every, staircase = false");
  private static final Signature STEPS = Signature.of("steps", "borders, initial, factor = 0.1");
  private static final double MOST = 1e6;

  private final Blocks blocks;

  LearningRates(Blocks blocks) {
    this.blocks = blocks;
  }

  LearningRate read(Bound optimizer) {
    Value value = optimizer.value("lr").orElse(new Value.Num(1e-3, ""));
    if (!(value instanceof Value.Call c)) {
      return new LearningRate.Constant(optimizer.number("lr", 1e-3, 0, MOST));
    }
    LearningRate rate = new LearningRate.Constant(0);
    if (c.name().equals(EXP_DECAY.name())) {
      Bound b = bind(EXP_DECAY, c);
      rate =
          new LearningRate.ExponentialDecay(
              b.number("initial", 0, 0, MOST),
              b.number("factor", 1, 0, MOST),
              b.value("every").flatMap(v -> duration(b, "every", v)).orElse(new Duration(1, false)),
              b.flag("staircase", false));
      inherit(optimizer, b);
    } else if (c.name().equals(STEPS.name())) {
      Bound b = bind(STEPS, c);
      rate =
          new LearningRate.Piecewise(
              borders(b), b.number("initial", 0, 0, MOST), b.number("factor", 0.1, 0, MOST));
      inherit(optimizer, b);
    } else {
      optimizer.wrong("lr", "a number, `" + EXP_DECAY + "` or `" + STEPS + "`", value);
    }
    return rate;
  }

  private Bound bind(Signature signature, Value.Call call) {
    return Bound.call(signature, call);
  }

  private static void inherit(Bound outer, Bound inner) {
    if (inner.failed()) {
      outer.spoil();
    }
  }

  private static List<Duration> borders(Bound b) {
    List<Duration> borders = new ArrayList<>();
    Value value = b.value("borders").orElse(Value.Items.of(List.of()));
    if (value instanceof Value.Items l) {
      if (l.items().size() > Limits.BORDERS) {
        b.fault(
            Diagnostic.of(
                Code.TOO_MANY, b.span("borders"), "more than " + Limits.BORDERS + " borders"));
        return borders;
      }
      l.items().forEach(v -> duration(b, "borders", v).ifPresent(borders::add));
      for (int i = 1; i < borders.size(); i++) {
        boolean sameUnit = borders.get(i).epochs() == borders.get(i - 1).epochs();
        if (sameUnit && borders.get(i).amount() <= borders.get(i - 1).amount()) {
          b.fault(
              Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span("borders"), "each border must lie behind the one before"));
          break;
        }
      }
    } else {
      b.wrong("borders", "a list such as [60000 steps, 80000 steps]", value);
    }
    return borders;
  }

  /** A positive number of steps or epochs; without a unit it is steps. */
  static Optional<Duration> duration(Bound b, String name, Value value) {
    if (value instanceof Value.Num n
        && (n.unit().isEmpty() || n.unit().equals("steps") || n.unit().equals("epochs"))) {
      boolean epochs = n.unit().equals("epochs");
      if (n.value() > 0 && n.value() <= 1e15 && (epochs || n.value() == Math.rint(n.value()))) {
        return Optional.of(new Duration(n.value(), epochs));
      }
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span(name),
              "`" + name + "` must be positive, and steps whole, not " + Bound.show(n.value())));
      return Optional.empty();
    }
    return b.wrong(name, "a positive number of steps or epochs", value);
  }
}

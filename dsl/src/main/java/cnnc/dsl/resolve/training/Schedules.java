package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Schedule.Argument;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads {@code lr = 0.1}, {@code exp_decay(...)} and the like, their products, and {@code join(...)}. */
final class Schedules {
  private static final Signature JOIN = Signature.of("join", "schedules, borders");

  private final String name;
  private final Bound owner;
  private final double most;

  /**
   * Of one argument.
   *
   * @param most what a constant may be at most
   */
  Schedules(Bound owner, String name, double most) {
    this.owner = owner;
    this.name = name;
    this.most = most;
  }

  Schedule read(double fallback) {
    return read(owner.value(name).orElse(new Value.Num(fallback, "")));
  }

  private Schedule read(Value value) {
    if (value instanceof Value.Product p) {
      return new Schedule.Product(read(p.left()), read(p.right()));
    }
    if (value instanceof Value.Call c && c.name().equals(JOIN.name())) {
      return joined(Bound.call(JOIN, c));
    }
    if (value instanceof Value.Call c) {
      for (Schedule.Rule rule : Schedule.Rule.values()) {
        if (rule.word().equals(c.name())) {
          return curve(rule, Bound.call(Signature.of(rule.word(), parameters(rule)), c));
        }
      }
      owner.fault(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_NAME, c.nameSpan(), "there is no schedule named `" + c.name() + "`"),
              c.name(), Schedule.words()));
      return new Schedule.Constant(0);
    }
    if (value instanceof Value.Num n && n.unit().isEmpty()) {
      return new Schedule.Constant(owner.number(name, n, 0, 0, most));
    }
    owner.wrong(name, "a number or a schedule such as `cosine(0.1)`", value);
    return new Schedule.Constant(0);
  }

  private static String parameters(Schedule.Rule rule) {
    return rule.parameters().stream().map(Schedule.Parameter::toString).collect(Collectors.joining(", "));
  }

  private Schedule curve(Schedule.Rule rule, Bound b) {
    List<Argument> arguments = rule.parameters().stream().map(p -> argument(p, b)).toList();
    if (b.failed()) {
      owner.spoil();
    }
    return new Schedule.Curve(rule, arguments);
  }

  private static Argument argument(Schedule.Parameter p, Bound b) {
    return switch (p.kind()) {
      case NUMBER -> new Argument.Number(
          b.number(p.name(), p.fallback().isEmpty() ? 0 : Double.parseDouble(p.fallback()), p.least(), p.most()));
      case COUNT -> new Argument.Number(
          b.integer(p.name(), Integer.parseInt(p.fallback()), 1, (int) p.most()));
      case FLAG -> new Argument.Flag(b.flag(p.name(), false));
      case TIME -> new Argument.Time(
          b.value(p.name())
              .flatMap(v -> duration(b, p.name(), v))
              .orElse(new Duration(1, Duration.Unit.RUNS)));
      case TIMES -> new Argument.Times(borders(b, p.name()));
    };
  }

  private Schedule joined(Bound b) {
    List<Schedule> parts = new ArrayList<>();
    if (b.value("schedules").orElse(null) instanceof Value.Items l) {
      l.items().forEach(v -> parts.add(read(v)));
    } else if (b.value("schedules").isPresent()) {
      b.wrong("schedules", "a list such as [warmup(5 epochs), cosine(0.1)]", b.value("schedules").get());
    }
    List<Duration> borders = borders(b, "borders");
    if (!b.failed() && parts.size() != borders.size() + 1) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span("borders"),
              "each schedule but the first begins at a border: " + parts.size() + " schedules do not go with "
                  + borders.size() + (borders.size() == 1 ? " border" : " borders")));
    }
    if (b.failed()) {
      owner.spoil();
      return new Schedule.Constant(0);
    }
    return new Schedule.Joined(parts, borders);
  }

  private static List<Duration> borders(Bound b, String name) {
    List<Duration> borders = new ArrayList<>();
    Value value = b.value(name).orElse(Value.Items.of(List.of()));
    if (value instanceof Value.Items l) {
      if (l.items().size() > Limits.BORDERS) {
        b.fault(
            Diagnostic.of(
                Code.TOO_MANY, b.span(name), "more than " + Limits.BORDERS + " borders"));
        return borders;
      }
      l.items().forEach(v -> duration(b, name, v).ifPresent(borders::add));
      for (int i = 1; i < borders.size(); i++) {
        boolean sameUnit = borders.get(i).unit() == borders.get(i - 1).unit();
        if (sameUnit && borders.get(i).amount() <= borders.get(i - 1).amount()) {
          b.fault(
              Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span(name), "each border must lie behind the one before"));
          break;
        }
      }
    } else {
      b.wrong(name, "a list such as [60000 steps, 80000 steps]", value);
    }
    return borders;
  }

  /** A positive number of steps, epochs or runs; without a unit it is steps. */
  static Optional<Duration> duration(Bound b, String name, Value value) {
    if (value instanceof Value.Num n && (n.unit().isEmpty() || Duration.WORDS.contains(n.unit()))) {
      Duration.Unit unit =
          n.unit().isEmpty() ? Duration.Unit.STEPS : Duration.Unit.valueOf(n.unit().toUpperCase(Locale.ROOT));
      if (n.value() > 0 && n.value() <= 1e15
          && (unit != Duration.Unit.STEPS || n.value() == Math.rint(n.value()))) {
        return Optional.of(new Duration(n.value(), unit));
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

package cnnc.dsl.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A number as a function of the step, such as the learning rate. */
public sealed interface Schedule {
  record Constant(double value) implements Schedule {}

  /**
   * One of the rules.
   *
   * @param arguments in the rule's order
   */
  record Curve(Rule rule, List<Argument> arguments) implements Schedule {
    public Curve {
      arguments = List.copyOf(arguments);
    }
  }

  record Product(Schedule left, Schedule right) implements Schedule {}

  /**
   * One behind the other, each counting its steps from where it begins.
   *
   * @param borders where each but the first begins
   */
  record Joined(List<Schedule> parts, List<Duration> borders) implements Schedule {
    public Joined {
      parts = List.copyOf(parts);
      borders = List.copyOf(borders);
    }
  }

  /** What stands between a rule's parentheses. */
  sealed interface Argument {
    record Number(double value) implements Argument {}

    record Flag(boolean value) implements Argument {}

    record Time(Duration value) implements Argument {}

    record Times(List<Duration> values) implements Argument {
      public Times {
        values = List.copyOf(values);
      }
    }
  }

  /** How a number changes, by its word in the language; formulas are in the runtime's class. */
  enum Rule {
    EXP_DECAY(Parameter.size("initial", ""), Parameter.size("factor", ""), Parameter.time("every", ""),
        Parameter.flag("staircase")),
    PLATEAU(Parameter.size("initial", ""), Parameter.share("factor", "0.1"), Parameter.count("patience", "5"),
        Parameter.size("end", "0")),
    STEPS(Parameter.times("borders"), Parameter.size("initial", ""), Parameter.size("factor", "0.1")),
    POLYNOMIAL(Parameter.size("initial", ""), Parameter.size("end", "0"), Parameter.size("power", "1"),
        Parameter.time("over", "1 runs")),
    COSINE(Parameter.size("initial", ""), Parameter.size("end", "0"), Parameter.time("over", "1 runs"),
        Parameter.flag("restarts"), Parameter.growth("longer", "1")),
    WARMUP(Parameter.time("over", ""), Parameter.size("start", "0")),
    RAMP(Parameter.size("power", "1"), Parameter.time("over", "1 runs")),
    TRIANGLE(Parameter.size("start", "0"), Parameter.share("peak", "0.5"), Parameter.size("end", "0"),
        Parameter.time("over", "1 runs")),
    ONE_CYCLE(Parameter.size("peak", ""), Parameter.share("start", "0.04"), Parameter.share("rise", "0.3"),
        Parameter.share("end", "4e-6"), Parameter.time("over", "1 runs"));

    private final List<Parameter> parameters;

    Rule(Parameter... parameters) {
      this.parameters = List.of(parameters);
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public List<Parameter> parameters() {
      return parameters;
    }

    /** As it is written: {@code exp_decay(initial, factor, every, staircase = false)}. */
    public String signature() {
      return word()
          + parameters.stream().map(Parameter::toString).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** The words of all rules and that of {@link Joined}. */
  static List<String> words() {
    return Stream.concat(Stream.of(Rule.values()).map(Rule::word), Stream.of("join")).toList();
  }

  /**
   * What a rule takes.
   *
   * @param fallback as people write it, or empty where it must be given
   * @param least what a number must be at least
   * @param most what a number may be at most
   */
  record Parameter(String name, Kind kind, String fallback, double least, double most) {
    /** What may be given. */
    public enum Kind {
      NUMBER,
      /** A whole number, 1 or more. */
      COUNT,
      FLAG,
      TIME,
      TIMES
    }

    private static final double MOST = 1e6;

    private static Parameter size(String name, String fallback) {
      return new Parameter(name, Kind.NUMBER, fallback, 0, MOST);
    }

    /** A factor that makes nothing smaller. */
    private static Parameter growth(String name, String fallback) {
      return new Parameter(name, Kind.NUMBER, fallback, 1, MOST);
    }

    private static Parameter count(String name, String fallback) {
      return new Parameter(name, Kind.COUNT, fallback, 1, MOST);
    }

    private static Parameter share(String name, String fallback) {
      return new Parameter(name, Kind.NUMBER, fallback, 0, 1);
    }

    private static Parameter flag(String name) {
      return new Parameter(name, Kind.FLAG, "false", 0, 0);
    }

    private static Parameter time(String name, String fallback) {
      return new Parameter(name, Kind.TIME, fallback, 0, 0);
    }

    private static Parameter times(String name) {
      return new Parameter(name, Kind.TIMES, "", 0, 0);
    }

    @Override
    public String toString() {
      return fallback.isEmpty() ? name : name + " = " + fallback;
    }
  }
}

package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Objects;

/** A number as a function of the step, such as the learning rate. */
public sealed interface Schedule {
  /** What it is at a step, which counts from 0. */
  double at(long step, Run run);

  /** The product of the two at each step. */
  default Schedule times(Schedule other) {
    return new Product(this, other);
  }

  /** This one up to a border, from there on another that counts its steps from the border. */
  default Schedule then(Duration border, Schedule next) {
    return new Joined(this, border, next);
  }

  static Schedule constant(double value) {
    return new Constant(value);
  }

  /** initial * factor ^ (step / every); the exponent is floored when {@code staircase}. */
  static Schedule expDecay(double initial, double factor, Duration every, boolean staircase) {
    return new ExpDecay(initial, factor, every, staircase);
  }

  /** initial * factor ^ (number of borders reached). */
  static Schedule steps(List<Duration> borders, double initial, double factor) {
    return new Steps(borders, initial, factor);
  }

  /** end + (initial - end) * (1 - share of the length) ^ power. */
  static Schedule polynomial(double initial, double end, double power, Duration over) {
    return new Polynomial(initial, end, power, over);
  }

  /**
   * Half a wave from the initial value to the end, which it keeps (Loshchilov and Hutter 2016,
   * 1608.03983).
   *
   * @param restarts begin again at the end instead
   * @param longer what the length is multiplied by each time
   */
  static Schedule cosine(
      double initial, double end, Duration over, boolean restarts, double longer) {
    return new Cosine(initial, end, over, restarts, longer);
  }

  /** A factor that grows evenly from the start to 1, which it reaches in the last step of the length. */
  static Schedule warmup(Duration over, double start) {
    return new Warmup(over, start);
  }

  /** A factor: (share of the length) ^ power, from 0 to 1. */
  static Schedule ramp(double power, Duration over) {
    return new Ramp(power, over);
  }

  /**
   * A factor that grows evenly to 1, and shrinks evenly to the end.
   *
   * @param peak share of the length at which it is 1
   */
  static Schedule triangle(double start, double peak, double end, Duration over) {
    return new Triangle(start, peak, end, over);
  }

  /**
   * Half a wave up to the peak, and half a wave down (Smith and Topin 2017, 1708.07120).
   *
   * @param start share of the peak that it begins with
   * @param rise share of the length up to the peak
   * @param end share of the peak that it ends with
   */
  static Schedule oneCycle(double peak, double start, double rise, double end, Duration over) {
    return new OneCycle(peak, start, rise, end, over);
  }

  /**
   * Initial, times the factor whenever so many judgements in a row had no smaller loss than the best, and
   * at least the end.
   */
  static Schedule plateau(double initial, double factor, double patience, double end) {
    return new Plateau(initial, factor, (int) patience, end);
  }

  record Constant(double value) implements Schedule {
    public Constant {
      Arguments.checkNotNegative(value, "rate");
    }

    @Override
    public double at(long step, Run run) {
      return value;
    }
  }

  record Product(Schedule left, Schedule right) implements Schedule {
    public Product {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public double at(long step, Run run) {
      return left.at(step, run) * right.at(step, run);
    }
  }

  record Joined(Schedule first, Duration border, Schedule next) implements Schedule {
    public Joined {
      Objects.requireNonNull(first, "first");
      Objects.requireNonNull(border, "border");
      Objects.requireNonNull(next, "next");
    }

    @Override
    public double at(long step, Run run) {
      long begin = run.steps(border);
      return step < begin ? first.at(step, run) : next.at(step - begin, run.from(begin));
    }
  }

  record ExpDecay(double initial, double factor, Duration every, boolean staircase)
      implements Schedule {
    public ExpDecay {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(factor, "factor");
      Objects.requireNonNull(every, "every");
    }

    @Override
    public double at(long step, Run run) {
      double times = (double) step / Math.max(1, run.steps(every));
      return initial * StrictMath.pow(factor, staircase ? Math.floor(times) : times);
    }
  }

  record Steps(List<Duration> borders, double initial, double factor) implements Schedule {
    public Steps {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(factor, "factor");
      borders = List.copyOf(borders);
    }

    @Override
    public double at(long step, Run run) {
      long reached = borders.stream().filter(b -> step >= run.steps(b)).count();
      return initial * StrictMath.pow(factor, reached);
    }
  }

  record Polynomial(double initial, double end, double power, Duration over) implements Schedule {
    public Polynomial {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(end, "end");
      Arguments.checkNotNegative(power, "power");
      Objects.requireNonNull(over, "over");
    }

    @Override
    public double at(long step, Run run) {
      return end + (initial - end) * StrictMath.pow(1 - run.share(step, over), power);
    }
  }

  record Cosine(double initial, double end, Duration over, boolean restarts, double longer)
      implements Schedule {
    public Cosine {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(end, "end");
      Objects.requireNonNull(over, "over");
      Arguments.check(longer >= 1, "longer must be at least 1, not " + longer);
    }

    @Override
    public double at(long step, Run run) {
      double length = Math.max(1, run.steps(over));
      double begin = 0;
      while (restarts && step >= begin + length) {
        begin += length;
        length *= longer;
      }
      return anneal(initial, end, Math.min(1, (step - begin) / length));
    }
  }

  record Warmup(Duration over, double start) implements Schedule {
    public Warmup {
      Objects.requireNonNull(over, "over");
      Arguments.checkNotNegative(start, "start");
    }

    @Override
    public double at(long step, Run run) {
      return start + (1 - start) * run.share(step + 1, over);
    }
  }

  record Ramp(double power, Duration over) implements Schedule {
    public Ramp {
      Arguments.checkNotNegative(power, "power");
      Objects.requireNonNull(over, "over");
    }

    @Override
    public double at(long step, Run run) {
      return StrictMath.pow(run.share(step, over), power);
    }
  }

  record Triangle(double start, double peak, double end, Duration over) implements Schedule {
    public Triangle {
      Arguments.checkNotNegative(start, "start");
      Arguments.checkShare(peak, "peak");
      Arguments.checkNotNegative(end, "end");
      Objects.requireNonNull(over, "over");
    }

    @Override
    public double at(long step, Run run) {
      double share = run.share(step, over);
      return share < peak
          ? start + (1 - start) * share / peak
          : peak == 1 ? 1 : 1 + (end - 1) * (share - peak) / (1 - peak);
    }
  }

  record OneCycle(double peak, double start, double rise, double end, Duration over)
      implements Schedule {
    public OneCycle {
      Arguments.checkNotNegative(peak, "peak");
      Arguments.checkShare(start, "start");
      Arguments.checkShare(rise, "rise");
      Arguments.checkShare(end, "end");
      Objects.requireNonNull(over, "over");
    }

    @Override
    public double at(long step, Run run) {
      double share = run.share(step, over);
      return peak
          * (share < rise
              ? anneal(start, 1, share / rise)
              : rise == 1 ? 1 : anneal(1, end, (share - rise) / (1 - rise)));
    }
  }

  record Plateau(double initial, double factor, int patience, double end) implements Schedule {
    public Plateau {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(factor, "factor");
      Arguments.check(patience >= 1, "patience must be at least 1, not " + patience);
      Arguments.checkNotNegative(end, "end");
    }

    @Override
    public double at(long step, Run run) {
      int times =
          run.judged().plateaus(Judgement.Metric.LOSS, run.begin() + step, patience, 0);
      return times == 0 ? initial : Math.max(end, initial * StrictMath.pow(factor, times));
    }
  }

  /** From one value to another along half a wave. */
  private static double anneal(double from, double to, double share) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
  }
}

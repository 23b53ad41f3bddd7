package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Schedules against their closed forms, and against what a few of their steps are by hand. */
class ScheduleTest {
  /** 100 images in batches of 10: ten steps an epoch, and two epochs long. */
  private static final Run RUN = new Run(100, 10, Duration.epochs(2));

  private static void equals(Schedule schedule, LongToDoubleFunction wanted) {
    for (int step = 0; step < 20; step++) {
      assertThat(schedule.at(step, RUN)).as("step %d", step).isCloseTo(wanted.applyAsDouble(step), offset(1e-12));
    }
  }

  @Test
  void lengthsAreMeasuredAsTheTutorialDoes() {
    // Its decay_steps: int(50000 / 128 * 350).
    Run tutorial = new Run(50_000, 128, Duration.steps(100_000));
    assertThat(tutorial.steps(Duration.epochs(350))).isEqualTo(136_718);
    assertThat(tutorial.steps(Duration.runs(0.25))).isEqualTo(25_000);
    Schedule stairs = Schedule.expDecay(0.1, 0.1, Duration.epochs(350), true);
    assertThat(stairs.at(136_717, tutorial)).isEqualTo(0.1);
    assertThat(stairs.at(136_718, tutorial)).isCloseTo(0.01, offset(1e-12));
    assertThatThrownBy(() -> new Run(1, 1, Duration.runs(1))).hasMessageContaining("1 runs");
  }

  @Test
  void constant() {
    equals(Schedule.constant(0.3), t -> 0.3);
  }

  @Test
  void exponential() {
    equals(Schedule.expDecay(1, 0.5, Duration.steps(10), false), t -> Math.pow(0.5, t / 10.0));
    equals(Schedule.expDecay(1, 0.5, Duration.epochs(0.5), true), t -> Math.pow(0.5, t / 5));
  }

  @Test
  void steps() {
    equals(
        Schedule.steps(List.of(Duration.steps(4), Duration.epochs(1), Duration.runs(0.75)), 2, 0.1),
        t -> t < 4 ? 2 : t < 10 ? 0.2 : t < 15 ? 0.02 : 0.002);
  }

  @Test
  void polynomial() {
    equals(
        Schedule.polynomial(1, 0.1, 2, Duration.epochs(1)),
        t -> t >= 10 ? 0.1 : 0.9 * (10 - t) * (10 - t) / 100 + 0.1);
  }

  @Test
  void cosine() {
    equals(
        Schedule.cosine(2, 0, Duration.runs(1), false, 1), t -> 1 + Math.cos(t * Math.PI / 20));
    Schedule held = Schedule.cosine(2, 0.5, Duration.steps(4), false, 1);
    equals(held, t -> t >= 4 ? 0.5 : 1.25 + 0.75 * Math.cos(t * Math.PI / 4));
  }

  @Test
  void cosineRestarts() {
    // Lengths of 4, 8 and 16 steps.
    equals(
        Schedule.cosine(2, 0, Duration.steps(4), true, 2),
        t -> 1 + Math.cos(Math.PI * (t < 4 ? t / 4.0 : t < 12 ? (t - 4) / 8.0 : (t - 12) / 16.0)));
  }

  @Test
  void warmup() {
    equals(Schedule.warmup(Duration.steps(5), 0), t -> Math.min(1, (t + 1) / 5.0));
    equals(Schedule.warmup(Duration.steps(5), 0.5), t -> Math.min(1, 0.5 + (t + 1) / 10.0));
  }

  @Test
  void ramp() {
    equals(Schedule.ramp(3, Duration.runs(1)), t -> t * t * t / 8000.0);
  }

  @Test
  void triangle() {
    equals(
        Schedule.triangle(0.2, 0.25, 0.07, Duration.runs(1)),
        t -> t <= 5 ? 0.2 + 0.8 * t / 5 : 1 - 0.93 * (t - 5) / 15);
    equals(Schedule.triangle(0, 1, 0, Duration.runs(1)), t -> t / 20.0);
    equals(Schedule.triangle(0, 0, 0, Duration.runs(1)), t -> 1 - t / 20.0);
  }

  @Test
  void oneCycle() {
    equals(
        Schedule.oneCycle(3, 0.1, 0.5, 0, Duration.runs(1)),
        t -> 3 * (t <= 10
            ? 0.55 - 0.45 * Math.cos(Math.PI * t / 10)
            : 0.5 + 0.5 * Math.cos(Math.PI * (t - 10) / 10)));
  }

  @Test
  void productsAndSequences() {
    equals(
        Schedule.warmup(Duration.steps(4), 0).times(Schedule.constant(0.5)),
        t -> 0.5 * Math.min(1, (t + 1) / 4.0));
    equals(
        Schedule.constant(1).then(Duration.epochs(1), Schedule.polynomial(1, 0, 1, Duration.epochs(1)))
            .then(Duration.steps(18), Schedule.constant(7)),
        t -> t < 10 ? 1 : t < 18 ? 1 - (t - 10) / 10.0 : 7);
  }
}

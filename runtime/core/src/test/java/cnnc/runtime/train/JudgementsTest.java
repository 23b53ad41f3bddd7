package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.train.Judgement.Metric;
import cnnc.runtime.train.Judgement.Score;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Curves by hand, and what follows from them. */
class JudgementsTest {
  private static final double[] LOSSES = {2, 1.5, 1.6, 1.4, 1.45, 1.41, 1.4, 1.3, 1.5, 1.5, 1.5, 1.5};

  /** Behind steps 10, 20 and so on. */
  private static Judgements judged(int count) {
    Judgements judged = new Judgements();
    for (int i = 0; i < count; i++) {
      judged.add(
          new Judgement(10L * (i + 1), new Score(LOSSES[i], 1 / LOSSES[i]), Optional.empty(), false));
    }
    return judged;
  }

  @Test
  void earlyStoppingStopsWhereTheCurveSays() {
    // 1.45, 1.41 and 1.4 are not below 1.4; two judgements later it is 1.3.
    EarlyStop three = new EarlyStop(3, Metric.LOSS, 0);
    EarlyStop four = new EarlyStop(4, Metric.LOSS, 0);
    for (int count = 0; count <= LOSSES.length; count++) {
      assertThat(three.stops(judged(count))).isEqualTo(count >= 7);
      assertThat(four.stops(judged(count))).isEqualTo(count >= 12);
      assertThat(new EarlyStop(3, Metric.ACCURACY, 0).stops(judged(count))).isEqualTo(count >= 7);
    }
    // 1.4 is better than 1.5, but not by 0.15; 1.3 is.
    assertThat(new EarlyStop(5, Metric.LOSS, 0.15).stops(judged(6))).isFalse();
    assertThat(new EarlyStop(5, Metric.LOSS, 0.15).stops(judged(7))).isTrue();
  }

  @Test
  void thePlateauScheduleFiresThere() {
    Schedule plateau = Schedule.plateau(0.1, 0.5, 3, 0.02);
    Run run = new Run(100, 10, Duration.steps(200), judged(12), 0);
    for (long step = 0; step < 200; step++) {
      double expected = step < 70 ? 0.1 : step < 110 ? 0.05 : 0.025;
      assertThat(plateau.at(step, run)).as("step " + step).isEqualTo(expected);
    }
    assertThat(Schedule.plateau(0.1, 0.1, 3, 0.02).at(199, run)).isEqualTo(0.02);
    Schedule joined = Schedule.constant(1).then(Duration.steps(75), plateau);
    assertThat(joined.at(74, run)).isEqualTo(1);
    assertThat(joined.at(75, run)).isEqualTo(0.05);
    assertThat(joined.at(110, run)).isEqualTo(0.025);
  }

  @Test
  void theBestIsTheFirstOfTheBest() {
    assertThat(judged(5).best(Metric.LOSS).get().step()).isEqualTo(40);
    assertThat(judged(7).best(Metric.ACCURACY).get().step()).isEqualTo(40);
    assertThat(judged(12).best(Metric.LOSS).get().step()).isEqualTo(80);
    assertThat(judged(0).best(Metric.LOSS)).isEmpty();
  }

  @Test
  void theyAreTextAndBack() {
    Judgements judged = judged(3);
    judged.add(new Judgement(99, new Score(0.1, 1.0 / 3), Optional.of(new Score(1e-30, 0)), true));
    Judgements back = new Judgements();
    back.take(judged.text());
    assertThat(back.text()).isEqualTo(judged.text());
    assertThat(back.best(Metric.LOSS)).isEqualTo(judged.best(Metric.LOSS));
    Judgements none = new Judgements();
    none.take(new Judgements().text());
    assertThat(none.best(Metric.LOSS)).isEmpty();
  }
}

package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.augment.Augmentation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Recipes varied by name, and what their parts refuse. */
class RecipeTest {
  private static final Recipe RECIPE =
      new Recipe(
          "quick", Optional.empty(), 8, 1, Duration.steps(10), false, 1,
          Optimizer.sgd(Schedule.constant(0.1)), Shuffle.full(), Augmentation.of(),
          OptionalDouble.empty(), Monitor.log(10, "step %d, loss = %.2f"), List.of("cross_entropy"), "");

  @Test
  void aVariedRecipeDiffersInThatAlone() {
    assertThat(RECIPE.withSteps(100).length()).isEqualTo(Duration.steps(100));
    assertThat(RECIPE.withSteps(100).withSteps(10)).isEqualTo(RECIPE);
    assertThat(RECIPE.withEpochs(2.5).length()).hasToString("2.5 epochs");
    assertThat(RECIPE.withSeed(7).seed()).isEqualTo(7);
    assertThat(RECIPE.withAverage(0.9).averageDecay()).hasValue(0.9);
    assertThat(RECIPE.withAverage(0.9).withoutAverage()).isEqualTo(RECIPE);
    assertThat(RECIPE.withShuffle(Shuffle.queue(9)).shuffle()).isEqualTo(Shuffle.queue(9));
    assertThat(RECIPE.withLog(5, "%d").monitor().logEvery()).isEqualTo(5);
    Optimizer adam = Optimizer.adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8);
    assertThat(RECIPE.withOptimizer(adam).optimizer()).isEqualTo(adam);
    Augmentation flip = Augmentation.of(Augmentation.flip(0.5, false, false));
    assertThat(RECIPE.withAugmentation(flip).augmentation()).isEqualTo(flip);
    assertThat(RECIPE.withSeed(7).withSeed(1).withLog(10, RECIPE.monitor().logFormat())).isEqualTo(RECIPE);
  }

  @Test
  void argumentsAreChecked() {
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> RECIPE.withSteps(-1),
            () -> RECIPE.withEpochs(Double.NaN),
            () -> RECIPE.withEpochs(Double.POSITIVE_INFINITY),
            () -> RECIPE.withAverage(1.5),
            () -> RECIPE.withLog(0, "%d"),
            () -> RECIPE.withLog(1, "%d %d %d"),
            () -> RECIPE.withLog(1, "%2000000000d"),
            () -> Schedule.constant(-1),
            () -> Schedule.constant(Double.NaN),
            () -> Schedule.expDecay(0.1, -1, Duration.steps(1), true),
            () -> Optimizer.adam(Schedule.constant(1), 1, 0.9, 0),
            () -> Optimizer.adam(Schedule.constant(1), 0.9, -0.1, 0),
            () -> Optimizer.adam(Schedule.constant(1), 0.9, 0.9, -1),
            () -> Shuffle.queue(0),
            () -> Augmentation.crop(0, 3),
            () -> Augmentation.flip(2, false, false),
            () -> Augmentation.brightness(-1),
            () -> Augmentation.contrast(2, 1),
            () -> Augmentation.of(Augmentation.crop(9, 9)).outputSize(8, 8, 3))) {
      assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(" ");
    }
  }
}

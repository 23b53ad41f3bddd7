package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Checkpointing;
import cnnc.runtime.train.Duration;
import cnnc.runtime.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose numbers are none any more ends there, and says where they were lost first. */
class DivergedTest {
  private static final ImageSet IMAGES = Nets.images(6, 6, 3, 12, 3, 5);

  @TempDir private Path folder;

  private static Nets.Compiled compiled(String layers, String optimizer) {
    return new Nets.Compiled(
        Nets.model(Nets.chain("6x6x3", 3, 4, layers).replace("sgd(lr = 0.1)", optimizer)), false);
  }

  private void diverges(Nets.Compiled compiled, String... words) {
    try (CompiledNetwork net = compiled.create(Lanes.best(), 2)) {
      Trainer trainer =
          new Trainer(net, compiled.recipes().get(0))
              .steps(50).checkpoints(folder, new Checkpointing(Duration.steps(1), 2));
      assertThatThrownBy(() -> trainer.run(IMAGES))
          .isInstanceOf(Fault.class)
          .hasFieldOrPropertyWithValue("code", "CNN0710")
          .hasMessageContainingAll(words);
    }
  }

  @Test
  void stageAndStepAreNamedAndTheLastGoodCheckpointIsThere() {
    Nets.Compiled compiled =
        compiled("first: conv(3, 4) second: conv(3, 4) out: dense(3)", "sgd(lr = 1e6)");
    diverges(compiled, "the model diverged with loss = ", " at step ", "the last good checkpoint is behind step ");
    Path newest = new CheckpointFolder(folder).newest();
    assertThat(Checkpoint.read(newest).step()).isPositive();
    try (CompiledNetwork net = compiled.create(Lanes.best(), 2)) {
      // The same again from there: it is good, and the step behind it is not.
      Trainer trainer = new Trainer(net, compiled.recipes().get(0)).steps(50).resume(newest);
      assertThatThrownBy(() -> trainer.run(IMAGES)).hasMessageContaining("diverged");
      for (float w : Engine.of(net).weights()) {
        assertThat(w).isFinite();
      }
    }
  }

  @Test
  void theFirstStageIsNamedNotTheLoss() {
    diverges(
        compiled(
            "first: conv(3, 4) relu second: conv(3, 4, init = constant(1e30)) relu third: conv(3, 4, init = constant(1e30)) out: dense(3)",
            "sgd(lr = 0.1)"),
        "at step 0: `third` is the first that is Infinity");
  }

  @Test
  void weightsThatAnUpdateSpoiledAreNamed() {
    Nets.Compiled rates =
        new Nets.Compiled(
            Nets.model(
                Nets.chain("6x6x3", 3, 4, "first: dense(4, init = constant(1e5)) relu out: dense(3)")
                        .replace("sgd(lr = 0.1)", "sgd(lr = 1e6)")
                    + "params { out.weight { lr = 1e30; } }"),
            false);
    try (CompiledNetwork net = rates.create(Lanes.best(), 2)) {
      Trainer trainer = new Trainer(net, rates.recipes().get(0)).steps(50);
      assertThatThrownBy(() -> trainer.run(IMAGES))
          .hasMessageContaining("at step 1: `out.weight` is ")
          .hasMessageContaining("since the update of the step before");
    }
  }

  /** A batch norm hides huge weights from the loss, and not from its own running variance. */
  @Test
  void runningMeansThatAreNoNumbersAreNotKept() {
    Nets.Compiled compiled =
        compiled("one: conv(3, 4, init = constant(1e15), bias = none) scale(1e10) bn relu out: dense(3)", "sgd(lr = 0.1)");
    diverges(compiled, "behind step 0 `", "variance` is Infinity");
    assertThat(new CheckpointFolder(folder).newestFirst()).isEmpty();
  }

  /** Their roots of sums of squares, by hand. */
  @Test
  void normsAreThoseOfWeightsAndGradients() {
    Nets.Compiled compiled = compiled("a: dense(4) b: dense(3)", "sgd(lr = 0.5); norms = every(2 steps)");
    Map<Long, Map<String, Double>> weights = new LinkedHashMap<>();
    Map<Long, Map<String, Double>> gradients = new LinkedHashMap<>();
    float[][] at = new float[4][];
    try (CompiledNetwork net = compiled.create(Lanes.best(), 2)) {
      float[] live = Engine.of(net).weights();
      at[0] = live.clone();
      new Trainer(net, compiled.recipes().get(0))
          .steps(3)
          .listen(
              new cnnc.runtime.train.TrainListener() {
                @Override
                public void norms(long step, Map<String, Double> w, Map<String, Double> g) {
                  weights.put(step, w);
                  gradients.put(step, g);
                }

                @Override
                public void stepped(long done, long all) {
                  at[(int) done] = live.clone();
                }
              })
          .run(IMAGES);
      assertThat(weights.keySet()).containsExactly(1L);
      for (var p : net.spec().parameters()) {
        double w = 0;
        double g = 0;
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
          w += (double) at[2][i] * at[2][i];
          double slope = (at[1][i] - at[2][i]) / 0.5;
          g += slope * slope;
        }
        assertThat(weights.get(1L).get(p.name()))
            .isCloseTo(Math.sqrt(w), org.assertj.core.data.Offset.offset(1e-5));
        assertThat(gradients.get(1L).get(p.name()))
            .isCloseTo(Math.sqrt(g), org.assertj.core.data.Percentage.withPercentage(0.1));
      }
    }
  }
}

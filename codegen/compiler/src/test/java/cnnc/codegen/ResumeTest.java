package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Checkpointing;
import cnnc.runtime.train.Duration;
import cnnc.runtime.train.Judgement;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that goes on from a checkpoint is the training that never stopped. */
class ResumeTest {
  private static final ImageSet IMAGES = images(1);

  @TempDir private Path folder;

  private static ImageSet images(long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[60 * 8 * 8 * 3];
    random.nextBytes(pixels);
    return new ImageSet(8, 8, 3, pixels, random.ints(60, 0, 3).toArray(), new int[] {0, 20, 40});
  }

  private static Nets.Compiled compiled(String optimizer, String more) {
    return new Nets.Compiled(
        Nets.model(
            """
            net N {
              input image : f32 6x6x3;
              label y     : class(3);
              conv(3, 4) bn relu dropout(0.3) dense(9) relu dense(3)
            }
            augment train { crop(6x6) flip(0.5) standardize }
            data d { format = cifar_binary(image = 3x8x8); train = "a"; test = "b"; }
            recipe r {
              data = d; augment = train; batch = 8; steps = 100; optimizer = %s; %s
            }
            eval { augment = e; }
            augment e { center_crop(6x6) standardize }
            """.formatted(optimizer, more)),
        false);
  }

  private Path file(Nets.Compiled compiled, Path to, int steps, int threads, Path from) {
    try (CompiledNetwork net = compiled.create(Lanes.best(), from == null ? 1 : 99)) {
      net.useThreads(threads);
      Recipe recipe = compiled.recipes().get(0);
      Trainer trainer =
          new Trainer(net, recipe).steps(steps).checkpoints(to, new Checkpointing(Duration.steps(25), 9));
      if (from != null) {
        trainer.resume(from);
      }
      trainer.judge(images(5)).run(IMAGES);
      Path file = to.resolve("step-%09d.safetensors".formatted(steps));
      assertThat(file).exists();
      return file;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(lr = 0.1)|ema = 0.9;", "sgd(lr = cosine(0.05), momentum = 0.9, nesterov = true)|",
        "adam(lr = 1e-3)|ema = 0.99; shuffle = queue(min = 10, capacity = 40);", "adamw(lr = 1e-3)|",
        "rmsprop(lr = 1e-3)|", "sgd(lr = plateau(0.1, patience = 1))|evaluate = every(10 steps); ema = 0.9;",
        "lars(lr = 0.5)|accumulate = 2;", "lamb(lr = 1e-2)|clip = norm(0.1); ema = 0.9;",
        "muon(lr = 1e-2, rest = sgd(lr = 0.1, momentum = 0.9))|clip = value(0.1);",
        "sgd(lr = 0.1)|lookahead = every(8 steps, decay = 0.8 * ramp(2)); ema = 0.9;", "adagrad(lr = warmup(20 steps) * 0.01)|"
      })
  void fiftyAndFiftyAreAHundred(String recipe) throws IOException {
    Nets.Compiled compiled = compiled(recipe.split("\\|", -1)[0], recipe.split("\\|", -1)[1]);
    byte[] whole = Files.readAllBytes(file(compiled, folder.resolve("whole"), 100, 1, null));
    file(compiled, folder.resolve("parts"), 50, 3, null);
    Path on = file(compiled, folder.resolve("parts"), 100, 2, folder.resolve("parts"));
    assertThat(on).hasBinaryContent(whole);
    // From a file in the middle, to which no interval led.
    Path odd = file(compiled, folder.resolve("odd"), 37, 2, null);
    assertThat(file(compiled, folder.resolve("odd"), 100, 4, odd)).hasBinaryContent(whole);
  }

  /** Slow weights go a quarter of the way that four steps went; so do running means. */
  @Test
  void lookaheadGoesAShareOfTheWay() {
    float[][] began = weights("sgd(lr = 0.1)", "", 0);
    float[][] fast = weights("sgd(lr = 0.1)", "", 4);
    float[][] slow = weights("sgd(lr = 0.1)", "lookahead = every(4 steps, decay = 0.5 + 0.25);", 4);
    float[][] between = weights("sgd(lr = 0.1)", "lookahead = every(5 steps);", 4);
    for (int kind = 0; kind < 2; kind++) {
      assertThat(between[kind]).isEqualTo(fast[kind]).isNotEqualTo(began[kind]);
      for (int i = 0; i < fast[kind].length; i++) {
        assertThat(slow[kind][i])
            .isCloseTo(began[kind][i] + (fast[kind][i] - began[kind][i]) / 4, within(1e-6f));
      }
    }
  }

  /** Parameters and states after so many steps. */
  private static float[][] weights(String optimizer, String more, int steps) {
    Nets.Compiled compiled = compiled(optimizer, more);
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      new Trainer(net, compiled.recipes().get(0)).steps(steps).run(IMAGES);
      return new float[][] {Engine.of(net).weights().clone(), Engine.of(net).states().clone()};
    }
  }

  /** Judged by noise, a training gets no better for long; the best stays beside the newest. */
  @Test
  void aTrainingStopsEarlyAndItsBestIsKept() {
    Nets.Compiled compiled =
        compiled(
            "sgd(lr = 0.1)",
            "ema = 0.5; evaluate = every(3 steps); early_stop = patience(2);"
                + "checkpoint = every(50 steps, keep = 1, best = loss);");
    List<Judgement> heard = new ArrayList<>();
    long[] stopped = new long[2];
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      new Trainer(net, compiled.recipes().get(0))
          .checkpoints(folder)
          .judge(images(6))
          .listen(
              new TrainListener() {
                @Override
                public void judged(Judgement judgement, cnnc.runtime.metrics.Answers answers) {
                  heard.add(judgement);
                }

                @Override
                public void stopsEarly(long step, Judgement best) {
                  stopped[0] = step;
                  stopped[1] = best.step();
                }
              })
          .run(IMAGES);
    }
    int count = heard.size();
    double best = heard.stream().mapToDouble(j -> j.score().loss()).min().orElseThrow();
    assertThat(stopped[0]).isEqualTo(3L * count).isLessThan(100);
    assertThat(heard.get(count - 3).score().loss()).isEqualTo(best);
    assertThat(stopped[1]).isEqualTo(3L * (count - 2));
    assertThat(Checkpoint.read(folder.resolve("best.safetensors")).step()).isEqualTo(stopped[1]);
    assertThat(heard).allMatch(j -> j.average().isPresent());
    // It has stopped, and does not go on.
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      new Trainer(net, compiled.recipes().get(0)).judge(images(6)).resume(folder).run(IMAGES);
      new Trainer(net, compiled.recipes().get(0)).judge(images(6)).steps(0).run(IMAGES);
    }
  }

  @Test
  void whatIsJudgedNeedsImages() {
    Nets.Compiled compiled = compiled("sgd(lr = 0.1)", "evaluate = every(3 steps);");
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      Trainer trainer = new Trainer(net, compiled.recipes().get(0));
      assertThatThrownBy(() -> trainer.run(IMAGES)).hasMessageContaining("trainer.judge(images)");
    }
  }

  @Test
  void oldOnesGo() {
    Nets.Compiled compiled = compiled("sgd(lr = 0.1)", "checkpoint = every(10 steps, keep = 3);");
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      new Trainer(net, compiled.recipes().get(0)).steps(55).checkpoints(folder).run(IMAGES);
    }
    CheckpointFolder kept = new CheckpointFolder(folder);
    assertThat(kept.newestFirst()).containsExactly(kept.file(55), kept.file(50), kept.file(40));
  }

  private static void refused(
      Nets.Compiled compiled, ImageSet images, long seed, Path file, String... words) {
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      float[] before = Engine.of(net).weights().clone();
      Trainer trainer = new Trainer(net, compiled.recipes().get(0)).seed(seed).steps(20).resume(file);
      assertThatThrownBy(() -> trainer.run(images)).isInstanceOf(Fault.class).hasMessageContainingAll(words);
      assertThat(Engine.of(net).weights()).isEqualTo(before);
    }
  }

  /** Any byte that changes, and any end that is missing. */
  @Test
  void damageIsFoundAndNamed() throws IOException {
    Nets.Compiled compiled = compiled("sgd(lr = 0.1)", "");
    Path file = file(compiled, folder, 50, 1, null);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      if (i % 3 == 0) {
        bad = java.util.Arrays.copyOf(bad, random.nextInt(good.length));
      } else {
        // The length of the header, the header, the tensors.
        int at = i % 3 == 1 ? random.nextInt(2000) : random.nextInt(good.length);
        bad[at] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      refused(compiled, IMAGES, 1, file, "step-000000050", "the one before it is", "step-000000025");
    }
    Files.write(file, good);
    file(compiled, folder, 60, 1, file);
  }

  @Test
  void anInterruptKeepsTheState() throws IOException {
    Nets.Compiled compiled = compiled("adam(lr = 0.01)", "");
    byte[] whole = Files.readAllBytes(file(compiled, folder.resolve("whole"), 100, 1, null));
    try (CompiledNetwork net = compiled.create(Lanes.best(), 1)) {
      Trainer trainer =
          new Trainer(net, compiled.recipes().get(0)).checkpoints(folder.resolve("cut"))
              .listen(
                  new cnnc.runtime.train.TrainListener() {
                    @Override
                    public void stepped(long done, long all) {
                      if (done == 33) {
                        Thread.currentThread().interrupt();
                      }
                    }
                  });
      assertThatThrownBy(() -> trainer.run(IMAGES)).hasMessageContaining("33 of 100 steps");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file(compiled, folder.resolve("cut"), 100, 1, folder.resolve("cut"))).hasBinaryContent(whole);
  }
}

package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.train.Optimizer;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Schedule;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One network in the hands of several threads, and in those of one that makes mistakes. */
class SharedNetworkTest {
  private static final Nets.Compiled COMPILED =
      new Nets.Compiled(
          Nets.model(
              """
              net Small {
                input image : f32 6x6x3; label y : class(4);
                conv(3, 5) relu pool(2) dense(4)
              }
              augment train { standardize }
              augment eval { standardize }
              recipe plain { augment = train; batch = 6; steps = 40; optimizer = sgd(lr = 0.01); }
              recipe averaged extends plain { ema = 0.9; }
              eval { weights = ema; batch = 8; }
              """),
          false);
  private static final ImageSet IMAGES = Nets.images(6, 6, 3, 50, 4, 3);

  @TempDir Path folder;

  private static CompiledNetwork create(int threads) {
    return COMPILED.create(cnnc.runtime.net.Lanes.best(), threads);
  }

  private static Recipe recipe(int index) {
    return COMPILED.recipes().get(index);
  }

  /** Others predict, evaluate and save while it is trained: nothing fails, and no bit is another. */
  @Test
  void predictionsDuringATrainingAreSafeAndChangeNothing() throws Exception {
    float[] alone;
    try (CompiledNetwork net = create(2)) {
      train(net);
      alone = Engine.of(net).weights().clone();
    }
    Queue<Object> wrong = new ConcurrentLinkedQueue<>();
    try (CompiledNetwork net = create(2)) {
      Thread trainer = new Thread(() -> guard(wrong, () -> train(net)));
      trainer.start();
      List<Thread> others = new ArrayList<>();
      for (Runnable use :
          List.<Runnable>of(
              () -> net.predict(IMAGES.image(3)),
              () -> net.predict(IMAGES),
              () -> net.evaluate(IMAGES),
              () -> net.save(folder.resolve("w.safetensors")))) {
        Thread thread =
            new Thread(
                () -> {
                  while (trainer.isAlive()) {
                    guard(wrong, use);
                  }
                });
        thread.start();
        others.add(thread);
      }
      trainer.join();
      for (Thread thread : others) {
        thread.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(Engine.of(net).weights()).isEqualTo(alone);
    }
    COMPILED.load(folder.resolve("w.safetensors")).close();
  }

  /** By recipes with an average and without, which begin and drop it. */
  private static void train(CompiledNetwork net) {
    for (int round = 0; round < 6; round++) {
      new Trainer(net, recipe(round % 2)).run(IMAGES);
    }
  }

  private static void guard(Queue<Object> wrong, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException fault) {
      wrong.add(fault);
    }
  }

  @Test
  void aSecondTrainingIsRefusedAndTheFirstGoesOn() {
    try (CompiledNetwork net = create(1)) {
      List<String> refused = new ArrayList<>();
      new Trainer(net, recipe(0))
          .steps(3)
          .listen(
              new TrainListener() {
                @Override
                public void stepped(long done, long all) {
                  try {
                    new Trainer(net, recipe(1)).steps(1).run(IMAGES);
                  } catch (IllegalStateException fault) {
                    refused.add(fault.getMessage());
                  }
                }
              })
          .run(IMAGES);
      assertThat(refused).hasSize(3).allMatch(m -> m.contains("Small is being trained already"));
      new Trainer(net, recipe(1)).steps(1).run(IMAGES);
    }
  }

  /** A listener may judge and save between two steps, and the training is the same. */
  @Test
  void aListenerMayUseTheNetwork() {
    float[] alone;
    try (CompiledNetwork net = create(2)) {
      new Trainer(net, recipe(1)).run(IMAGES);
      alone = Engine.of(net).weights().clone();
    }
    try (CompiledNetwork net = create(2)) {
      List<Double> precisions = new ArrayList<>();
      new Trainer(net, recipe(1))
          .listen(
              new TrainListener() {
                @Override
                public void stepped(long done, long all) {
                  precisions.add(net.evaluate(IMAGES));
                }
              })
          .run(IMAGES);
      assertThat(precisions).hasSize(40);
      assertThat(Engine.of(net).weights()).isEqualTo(alone);
    }
  }

  @Test
  void anInterruptEndsATrainingBehindAWholeStep() {
    float[] five;
    try (CompiledNetwork net = create(1)) {
      new Trainer(net, recipe(0)).steps(5).run(IMAGES);
      five = Engine.of(net).weights().clone();
    }
    try (CompiledNetwork net = create(1)) {
      Trainer trainer =
          new Trainer(net, recipe(0))
              .listen(
                  new TrainListener() {
                    @Override
                    public void stepped(long done, long all) {
                      if (done == 5) {
                        Thread.currentThread().interrupt();
                      }
                    }
                  });
      assertThatThrownBy(() -> trainer.run(IMAGES))
          .isInstanceOf(Fault.class)
          .hasMessage("interrupted: the training had done 5 of 40 steps");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(Engine.of(net).weights()).isEqualTo(five);
      assertThat(net.predict(IMAGES)).hasSize(50);
    }
  }

  @Test
  void closingDuringATrainingEndsIt() {
    CompiledNetwork net = create(2);
    Trainer trainer =
        new Trainer(net, recipe(0))
            .listen(
                new TrainListener() {
                  @Override
                  public void stepped(long done, long all) {
                    net.close();
                  }
                });
    assertThatThrownBy(() -> trainer.run(IMAGES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** The last step's update makes numbers that no step looks at: they are no result. */
  @Test
  void divergenceInTheVeryLastStepIsNoticed() {
    try (CompiledNetwork net = create(1)) {
      Recipe wild =
          recipe(0).withOptimizer(Optimizer.sgd(Schedule.constant(3e38))).withSteps(1);
      assertThatThrownBy(
              () -> {
                new Trainer(net, wild).run(IMAGES);
                net.evaluate(IMAGES);
              })
          .isInstanceOf(Fault.class)
          .extracting(f -> ((Fault) f).code())
          .isEqualTo("CNN0710");
      assertThatThrownBy(() -> net.predict(IMAGES.image(0))).isInstanceOf(Fault.class);
      assertThat(Files.exists(folder.resolve("w"))).isFalse();
    }
  }

  @Test
  void aVariedRecipeTrainsAsItSays() {
    try (CompiledNetwork net = create(1); CompiledNetwork other = create(1)) {
      new Trainer(net, recipe(0)).steps(7).run(IMAGES);
      new Trainer(other, recipe(0).withSteps(7)).run(IMAGES);
      assertThat(Engine.of(net).weights()).isEqualTo(Engine.of(other).weights());
    }
  }
}

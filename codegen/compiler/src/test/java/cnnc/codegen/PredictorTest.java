package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Prediction;
import cnnc.runtime.net.Predictor;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions from many threads at once. */
class PredictorTest {
  private static final ImageSet IMAGES = Nets.images(8, 8, 3, 24, 4, 3);
  private static Nets.Compiled compiled;

  @TempDir private Path folder;

  @BeforeAll
  static void compile() {
    String text =
        Nets.chain("8x8x3", 4, 6, "scale(1/255) conv(3, 8) bn relu pool(2) conv(3, 6) relu dense(4)");
    compiled = new Nets.Compiled(Nets.model(text), false);
  }

  private static CompiledNetwork network() {
    return compiled.create(Lanes.best(), 1);
  }

  private static float[][] logits(Predictor predictor) {
    float[][] all = new float[IMAGES.size()][4];
    for (int i = 0; i < all.length; i++) {
      predictor.logits(IMAGES.image(i), all[i]);
    }
    return all;
  }

  @Test
  void itSaysWhatTheNetworkSays() {
    try (CompiledNetwork net = network()) {
      Predictor predictor = net.predictor();
      for (int i = 0; i < IMAGES.size(); i++) {
        assertThat(predictor.predict(IMAGES.image(i))).isEqualTo(net.predict(IMAGES.image(i)));
      }
    }
  }

  /** Values that a network takes itself are not prepared again. */
  @Test
  void floatsAreTakenAsTheyAre() {
    try (CompiledNetwork net = network()) {
      Predictor predictor = net.predictor();
      float[] expected = new float[4];
      predictor.logits(IMAGES.image(5), expected);
      float[] input = new float[net.spec().inputSize()];
      new Augmenter(net.spec().preprocessing(), 0, 3).apply(IMAGES, 5, 0, input, 0);
      float[] found = new float[4];
      predictor.logits(input, found);
      assertThat(found).isEqualTo(expected).isEqualTo(predictor.predict(IMAGES.image(5)).logits());
      assertThatThrownBy(() -> predictor.logits(new float[3], found))
          .hasMessage("an array of 3 values, and not of 192: Chain takes as many");
      assertThatThrownBy(() -> predictor.feature("conv1", IMAGES.image(5)))
          .hasMessageContaining("the network declares none, as `output @logits, @stage;` does");
    }
  }

  /** With views a feature is their mean, as the logits are. */
  @Test
  void featuresOfViews() {
    String text =
        "net Net { input image : f32 8x8x3; label y : class(4); a: conv(3, 5) relu b: dense(4) c: dense(4)"
            + " output @c, @a, @b; }\n augment eval { standardize }\n"
            + "recipe r { batch = 4; steps = 3; augment = eval; optimizer = sgd(lr = 0.1); }\n"
            + "loss { l = mean(softmax_xent(@c, @y)); m = mean(softmax_xent(@b, @y)); }\n"
            + "eval { augment = eval; views = mirror; }\n";
    Nets.Compiled net = new Nets.Compiled(Nets.model(text), false);
    try (CompiledNetwork network = net.create(Lanes.best(), 1)) {
      // What a loss judges is there to learn by.
      assertThat(network.spec().features()).extracting(f -> f.name()).containsExactly("a");
      byte[] image = IMAGES.image(0);
      byte[] mirrored = new byte[image.length];
      for (int i = 0; i < image.length; i++) {
        mirrored[i] = image[(i / 24 * 8 + 7 - i / 3 % 8) * 3 + i % 3];
      }
      float[] one = network.predictor().feature("a", image);
      assertThat(one).isEqualTo(network.predictor().feature("a", mirrored)).hasSize(320);
    }
  }

  /** A feature has the name that the file gives it, wherever its last layer stands. */
  @Test
  void featuresAreCalledAsTheFileSays() {
    String text =
        "def block(n) { c: conv(3, n) relu }\n"
            + "net Net { input image : f32 8x8x3; label y : class(4); a: dropout(0.2) body: block(5)"
            + " d: dropout(0.5) e: @d f: flatten c: dense(4) output @c, @body, @d, @f; }\n"
            + "recipe r { batch = 4; steps = 3; optimizer = sgd(lr = 0.1); }\n eval { batch = 16; }\n";
    Nets.Compiled net = new Nets.Compiled(Nets.model(text), false);
    try (CompiledNetwork network = net.create(Lanes.best(), 1)) {
      assertThat(network.spec().features()).extracting(f -> f.name()).containsExactly("body", "d", "f");
      Predictor predictor = network.predictor();
      byte[] image = IMAGES.image(0);
      // Dropout and flatten change nothing in a prediction.
      assertThat(predictor.feature("body", image)).hasSize(320)
          .isEqualTo(predictor.feature("d", image)).isEqualTo(predictor.feature("f", image));
      assertThat(network.predict(IMAGES)).hasSize(24);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16, 100})
  void manyThreadsGetTheSame(int threads) throws InterruptedException {
    try (CompiledNetwork net = network()) {
      Predictor predictor = net.predictor();
      float[][] expected = logits(predictor);
      Queue<Object> wrong = new ConcurrentLinkedQueue<>();
      run(
          threads,
          () -> {
            for (int round = 0; round < 20; round++) {
              float[][] found = logits(predictor);
              for (int i = 0; i < found.length; i++) {
                if (!Arrays.equals(found[i], expected[i])) {
                  wrong.add(i);
                }
              }
            }
          },
          wrong);
      assertThat(wrong).isEmpty();
    }
  }

  private static void run(int threads, Runnable work, Queue<Object> wrong)
      throws InterruptedException {
    List<Thread> all =
        IntStream.range(0, threads)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            work.run();
                          } catch (RuntimeException | Error fault) {
                            wrong.add(fault);
                          }
                        }))
            .toList();
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
  }

  /** Every answer is that of one step's weights, whole: those of 1000 snapshots, published in a training. */
  @Test
  void snapshotsTakenDuringATrainingAreWhole() throws InterruptedException {
    try (CompiledNetwork net = network()) {
      List<float[][]> possible = new ArrayList<>();
      Queue<float[][]> answers = new ConcurrentLinkedQueue<>();
      Queue<Object> wrong = new ConcurrentLinkedQueue<>();
      AtomicReference<Predictor> current = new AtomicReference<>(net.predictor());
      possible.add(logits(current.get()));
      AtomicBoolean over = new AtomicBoolean();
      Thread training =
          new Thread(
              () -> {
                new Trainer(net, compiled.recipes().get(0))
                    .steps(1000)
                    .listen(
                        new TrainListener() {
                          @Override
                          public void stepped(long done, long all) {
                            Predictor next = net.predictor();
                            possible.add(logits(next));
                            current.set(next);
                          }
                        })
                    .run(IMAGES);
                over.set(true);
              });
      training.start();
      run(
          3,
          () -> {
            while (!over.get() && training.isAlive()) {
              answers.add(logits(current.get()));
            }
          },
          wrong);
      training.join();
      assertThat(over).isTrue();
      assertThat(wrong).isEmpty();
      assertThat(possible).hasSize(1001);
      Set<List<Integer>> known = possible.stream().map(PredictorTest::bits).collect(Collectors.toSet());
      assertThat(known).hasSizeGreaterThan(900);
      assertThat(answers).isNotEmpty().allMatch(a -> known.contains(bits(a)));
      assertThat(bits(logits(current.get()))).isEqualTo(bits(possible.get(1000)));
    }
  }

  private static List<Integer> bits(float[][] logits) {
    return Arrays.stream(logits)
        .flatMap(l -> IntStream.range(0, l.length).mapToObj(i -> Float.floatToRawIntBits(l[i])))
        .toList();
  }

  @Test
  void itOutlivesItsNetwork() {
    Predictor predictor;
    float[][] expected;
    try (CompiledNetwork net = network()) {
      predictor = net.predictor();
      expected = logits(predictor);
    }
    assertThat(logits(predictor)).isDeepEqualTo(expected);
    try (CompiledNetwork closed = network()) {
      closed.close();
      assertThatThrownBy(closed::predictor).isInstanceOf(IllegalStateException.class);
    }
  }

  /** After the first calls. */
  @Test
  void aCallAllocatesNothing() {
    try (CompiledNetwork net = network()) {
      Predictor predictor = net.predictor();
      byte[] image = IMAGES.image(0);
      float[] to = new float[4];
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 20_000; i++) {
          predictor.logits(image, to);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
      }
      // What asks for the figure allocates a little itself.
      assertThat(least).isLessThan(2_000);
    }
  }

  @Test
  void picturesComeFromAnywhere() throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_3BYTE_BGR);
    byte[] raw = new byte[8 * 8 * 3];
    for (int i = 0; i < 64; i++) {
      picture.setRGB(i % 8, i / 8, i * 0x030201);
      for (int c = 0; c < 3; c++) {
        raw[3 * i + c] = (byte) (i * 0x030201 >> 16 - 8 * c);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    Path file = Files.write(folder.resolve("p.png"), png.toByteArray());
    try (CompiledNetwork net = network()) {
      Prediction expected = net.predict(raw);
      assertThat(net.predict(file)).isEqualTo(expected);
      assertThat(net.predict(picture)).isEqualTo(expected);
      assertThat(net.predict(new ByteArrayInputStream(png.toByteArray()))).isEqualTo(expected);
      Predictor predictor = net.predictor();
      assertThat(predictor.predict(file)).isEqualTo(expected);
      assertThat(predictor.predict(picture)).isEqualTo(expected);
      assertThat(expected.ranking()).startsWith(expected.label()).hasSize(4);
      assertThatThrownBy(() -> net.predict(folder.resolve("none.png"))).hasMessageContaining("failed to find file");
      assertThatThrownBy(() -> net.predict(new ByteArrayInputStream(new byte[4])))
          .hasMessageContaining("the picture is no picture of a known format");
      assertThatThrownBy(() -> predictor.predict(new byte[3])).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> predictor.logits(raw, new float[3])).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

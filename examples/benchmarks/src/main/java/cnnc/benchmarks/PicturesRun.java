package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Ten thousand pictures of all sizes and types: reading them the first time and again, and training on
 * them, in turns with as many steps of another network on inputs that are ready. In a process of its own.
 */
final class PicturesRun implements TrainListener, AutoCloseable {
  private static final int PICTURES = 10_000;
  private static final int CLASSES = 10;
  private static final int BATCH = 64;
  private static final int EPOCHS = 3;
  private static final int TURN = 22;
  private static final String[] TYPES = {"jpg", "png", "jpg", "bmp", "jpg", "gif"};
  private static final String NET =
      """
      data pictures { format = image_folder(image = 3x72x72); train = "train"; split = 0.01; }
      augment cut     { crop(64) flip(0.5) standardize }
      augment resized { random_resized_crop(64) flip(0.5) saturation(0.6, 1.4) standardize }
      augment eval    { center_crop(64) standardize }
      net Seen {
        input image : f32 64x64x3;
        label y     : class(10);
        conv(3, 32) bn relu pool(2)  conv(3, 64) bn relu pool(2)  conv(3, 128) bn relu pool(2)
        conv(3, 128) bn relu pool(2)  dense(10)
      }
      recipe cut     { augment = cut; batch = 64; epochs = 3; optimizer = adam(lr = 1e-3); }
      recipe resized { augment = resized; batch = 64; epochs = 3; optimizer = adam(lr = 1e-3); }
      eval { augment = eval; }
      """;

  private final CnncStep ready;
  private final List<float[]> inputs = new ArrayList<>();
  private final List<int[]> labels = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final long stepsOfEpoch;
  private long since = System.nanoTime();
  private double firstEpoch;
  private double allEpochs;

  private PicturesRun(CompiledNetwork other, Recipe recipe, ImageSet images) {
    stepsOfEpoch = images.size() / BATCH;
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), images.channels());
    int size = other.spec().inputSize();
    for (int b = 0; b < TURN; b++) {
      float[] input = new float[BATCH * size];
      int[] label = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        // Neighbours are of one class.
        int index = (int) ((b * BATCH + i) * 7919L % images.size());
        augmenter.apply(images, index, 0, input, i * size);
        label[i] = images.labels()[index];
      }
      inputs.add(input);
      labels.add(label);
    }
    ready = new CnncStep(other, Runtime.getRuntime().availableProcessors(), false, inputs.get(0), labels.get(0));
    since = System.nanoTime();
  }

  static void run() throws IOException {
    OwnProcess.run(PicturesRun.class);
  }

  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path folder = Files.createTempDirectory("pictures");
    try {
      long bytes = draw(folder);
      Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
      Model model = compiler.frontEnd().models(new SourceFile("seen.cnn", NET)).get(0);
      Compiler.Output output = compiler.compile(model, "seen", Set.of());
      Class<?> type =
          InMemoryCompiler.load(
              output.java(), output.cuda(), "seen.Seen", PicturesRun.class.getClassLoader());
      System.out.printf(
          Locale.ROOT, "%npictures: %d of 40 to 400 pixels a side, JPEG, PNG, BMP and GIF, %d MB%n",
          PICTURES, bytes >> 20);
      ImageSet images = read(type, folder, "the first time, into a file beside them");
      read(type, folder, "again");
      for (Recipe recipe : recipes(type)) {
        train(type, recipe, images);
      }
      System.out.printf("resident at most: %s%n", Resident.most());
    } finally {
      remove(folder);
    }
  }

  private static List<Recipe> recipes(Class<?> type) throws ReflectiveOperationException {
    return ((List<?>) type.getField("RECIPES").get(null)).stream().map(Recipe.class::cast).toList();
  }

  private static CompiledNetwork create(Class<?> type) throws ReflectiveOperationException {
    return (CompiledNetwork) type.getMethod("create", long.class).invoke(null, 1L);
  }

  private static ImageSet read(Class<?> type, Path folder, String when)
      throws ReflectiveOperationException {
    try (CompiledNetwork net = create(type)) {
      long start = System.nanoTime();
      ImageSet images = net.spec().data().orElseThrow().open(folder).train();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT, "read %s: %.2f s, %.0f pictures/s; heap %d MB%n", when, seconds,
          PICTURES / seconds, used());
      return images;
    }
  }

  private static void train(Class<?> type, Recipe recipe, ImageSet images)
      throws ReflectiveOperationException {
    try (CompiledNetwork net = create(type);
        PicturesRun turns = new PicturesRun(create(type), recipe, images)) {
      new Trainer(net, recipe).listen(turns).run(images);
      turns.print(recipe.name());
    }
  }

  @Override
  public void stepped(long done, long all) {
    if (done == stepsOfEpoch) {
      firstEpoch = allEpochs + (System.nanoTime() - since) / 1e9;
    }
    if (done % TURN == 0) {
      double turn = (System.nanoTime() - since) / 1e9;
      allEpochs += turn;
      long start = System.nanoTime();
      for (int b = 0; b < TURN; b++) {
        ready.run(inputs.get(b), labels.get(b));
      }
      if (done > stepsOfEpoch) {
        ratios.add(turn / ((System.nanoTime() - start) / 1e9));
      }
      since = System.nanoTime();
    }
  }

  private void print(String recipe) {
    double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
    double later = (allEpochs - firstEpoch) / (EPOCHS - 1);
    System.out.printf(
        Locale.ROOT,
        "%s: first epoch %.1f s, later ones %.1f s each (%.0f images/s); their steps took x %.4f of"
            + " ready ones, median of %d turns of %d steps%n",
        recipe, firstEpoch, later, stepsOfEpoch * BATCH / later, sorted[sorted.length / 2],
        sorted.length, TURN);
  }

  @Override
  public void close() {
    ready.close();
  }

  private static long draw(Path folder) throws IOException {
    IntStream.range(0, CLASSES)
        .forEach(
            c -> {
              try {
                Files.createDirectories(folder.resolve("train/class" + c));
              } catch (IOException fault) {
                throw new UncheckedIOException(fault);
              }
            });
    return IntStream.range(0, PICTURES).parallel().mapToLong(i -> draw(folder, i)).sum();
  }

  /** A picture with as many discs as its class says, and noise. */
  private static long draw(Path folder, int number) {
    Random random = new Random(number);
    int label = number % CLASSES;
    BufferedImage image =
        new BufferedImage(
            40 + random.nextInt(361), 40 + random.nextInt(361), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(random.nextInt(1 << 24)));
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    for (int i = 0; i < 30 + label; i++) {
      int side = i < 30 ? 6 : Math.min(image.getHeight(), image.getWidth()) / 4;
      g.setColor(new Color(random.nextInt(1 << 24)));
      g.fillOval(
          random.nextInt(image.getWidth()), random.nextInt(image.getHeight()), side, side);
    }
    g.dispose();
    String ending = TYPES[number / CLASSES % TYPES.length];
    Path file = folder.resolve("train/class" + label + "/" + number + "." + ending);
    try {
      ImageIO.write(image, ending, file.toFile());
      return Files.size(file);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

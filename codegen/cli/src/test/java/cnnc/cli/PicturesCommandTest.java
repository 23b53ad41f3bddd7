package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.net.CompiledNetwork;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One's own pictures, from files to answers. */
@Tag("any-jdk")
class PicturesCommandTest {
  private static final String NET =
      """
      data photos {
        format = %s;
        %s
      }
      augment eval { standardize }
      net Shapes {
        input image : f32 16x16x3;
        label y     : class(2);
        conv(3, 8, stride = 2) relu conv(3, 8, stride = 2) relu
        logits: dense(2)
      }
      recipe quick { augment = eval; batch = 10; steps = 60; optimizer = adam(lr = 3e-3); evaluate = every(20 steps); }
      eval { augment = eval; batch = 7; }
      """;
  private static final String[] TYPES = {"png", "jpg", "gif", "bmp"};

  @TempDir Path folder;

  /** Upright and lying bars of any colour. */
  @BeforeEach
  void draw() throws IOException {
    Random random = new Random(1);
    for (String part : new String[] {"train", "test"}) {
      for (int i = 0; i < 60; i++) {
        boolean upright = i % 2 == 0;
        int height = 20 + random.nextInt(30);
        int width = 20 + random.nextInt(30);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(random.nextInt(90), random.nextInt(90), random.nextInt(90)));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(150 + random.nextInt(90), 150 + random.nextInt(90), 150));
        int place = 2 + random.nextInt(12);
        g.fillRect(upright ? place : 0, upright ? 0 : place, upright ? 5 : width, upright ? height : 5);
        g.dispose();
        Path file = folder.resolve(part + "/" + (upright ? "tall" : "flat") + "/" + i + "." + TYPES[i / 2 % 4]);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, TYPES[i / 2 % 4], file.toFile());
      }
    }
  }

  private Path net(String format, String properties) throws IOException {
    return Files.writeString(folder.resolve("shapes.cnn"), NET.formatted(format, properties));
  }

  private Path photos() throws IOException {
    return net(
        "image_folder(image = 3x16x16)",
        "train = \"train\"; test = \"test\"; split = 0.2; names = [\"flat\", \"tall\"];");
  }

  private Run train(Path net, String run) {
    Run training = Run.cnnc("train", net, "--data=" + folder, "--out=" + folder.resolve(run));
    assertThat(training.code()).as(training.err()).isZero();
    return training;
  }

  @Test
  void foldersAreLearnedAndPicturesTold() throws IOException {
    Path net = photos();
    Run training = train(net, "run");
    assertThat(training.err()).contains("on 48 images in batches of 10").contains("judged 60 images");
    assertThat(training.out()).containsPattern("precision @ 1 = (0\\.9\\d\\d|1\\.000)\n$");
    Path weights = folder.resolve("run");
    Run told =
        Run.cnnc(
            "predict", net, "--weights=" + weights, folder.resolve("test/tall/0.png"),
            folder.resolve("test/flat/3.jpg"));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out().lines())
        .satisfiesExactly(
            l -> assertThat(l).matches(".*0\\.png: tall \\(\\d+\\.\\d %\\), flat \\(\\d+\\.\\d %\\)"),
            l -> assertThat(l).matches(".*3\\.jpg: flat .*"));
    Run json =
        Run.cnnc("predict", net, "--weights=" + weights, "--format=json", "--top=1", folder.resolve("test/tall/0.png"));
    assertThat(json.out()).contains("\"name\":\"tall\",\"classes\":[{\"name\":\"tall\",\"probability\":0.");
    // The same answer as the evaluation's of the same image.
    assertThat(Run.cnnc("eval", net, "--data=" + folder, "--weights=" + weights).out())
        .startsWith(training.out().lines().reduce((a, b) -> b).orElseThrow());
  }

  /** Of a photograph's bytes the exported model says the same, given what ImageIO decodes. */
  /** Names of folders go with the weights; others mean other classes. */
  @Test
  void foldersNameClasses() throws IOException {
    Path net = net("image_folder(image = 3x16x16)", "train = \"train\"; test = \"test\";");
    train(net, "run");
    Path weights = folder.resolve("run");
    Path tall = folder.resolve("test/tall/0.png");
    assertThat(Run.cnnc("predict", net, "--weights=" + weights, tall).out()).contains("0.png: tall (");
    assertThat(Run.cnnc("eval", net, "--weights=" + weights, "--data=" + folder).out())
        .contains("flat", "tall")
        .doesNotContain("class 1");
    assertThat(Run.cnnc("data", net, "--data=" + folder).out()).contains("flat ", "tall ");
    Files.copy(folder.resolve("test/flat/1.png"), folder.resolve("test/tall/lies.png"));
    assertThat(Run.cnnc("eval", net, "--weights=" + weights, "--data=" + folder, "--misclassified=5").err())
        .containsPattern("\ntall/lies\\.png: tall taken for flat \\(\\d");
    Path same = net("image_folder(image = 3x16x16)", "train = \"train\"; test = \"test\"; names = [\"flat\", \"tall\"];");
    assertThat(Run.cnnc("predict", same, "--weights=" + weights, tall).out()).contains("0.png: tall (");
    Path other = net("image_folder(image = 3x16x16)", "train = \"train\"; test = \"test\"; names = [\"tall\", \"flat\"];");
    for (Run refused : List.of(
        Run.cnnc("predict", other, "--weights=" + weights, tall),
        Run.cnnc("eval", other, "--weights=" + weights, "--data=" + folder))) {
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err())
          .contains("CNN0709", "was learned for the classes flat, tall, and Shapes has tall, flat");
    }
    net("image_folder(image = 3x16x16)", "train = \"train\"; test = \"test\";");
    Files.move(folder.resolve("test/tall"), folder.resolve("test/a_tall"));
    Files.move(folder.resolve("train/tall"), folder.resolve("train/a_tall"));
    Run renamed = Run.cnnc("eval", net, "--weights=" + weights, "--data=" + folder);
    assertThat(renamed.code()).isEqualTo(1);
    assertThat(renamed.err())
        .contains("CNN0709", "the images are of the classes a_tall, flat, and Shapes has flat, tall");
  }

  @Test
  void theExportedModelSaysTheSameOfAJpeg() throws Exception {
    Path net = photos();
    train(net, "run");
    Path onnx = folder.resolve("shapes.onnx");
    assertThat(Run.cnnc("export", net, "--weights=" + folder.resolve("run"), "--onnx=" + onnx).code())
        .isZero();
    Path jpeg = folder.resolve("photo.jpg");
    BufferedImage drawn = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < 256; i++) {
      drawn.setRGB(i % 16, i / 16, random.nextInt(1 << 24));
    }
    ImageIO.write(drawn, "jpg", jpeg.toFile());
    BufferedImage decoded = ImageIO.read(jpeg.toFile());
    byte[] pixels = new byte[16 * 16 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (decoded.getRGB(i / 3 % 16, i / 48) >> 16 - 8 * (i % 3));
    }
    float[] theirs;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, ByteBuffer.allocateDirect(pixels.length).put(pixels).rewind(),
                new long[] {1, 16, 16, 3}, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      theirs = ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
    }
    NetworkFile source = NetworkFile.read(net, new ReadOptions());
    try (CompiledNetwork network =
        new CompiledModel(source, source.model(null), Set.of())
            .load(folder.resolve("run/model.safetensors"))) {
      float[] ours = network.predict(jpeg).probabilities();
      for (int c = 0; c < 2; c++) {
        assertThat(ours[c]).isCloseTo(theirs[c], within(1e-4f));
      }
    }
  }

  @Test
  void brokenOnesAreNamedAndTheOthersTold() throws IOException {
    Path net = photos();
    train(net, "run");
    Path broken = Files.write(folder.resolve("train/tall/zz.jpg"), new byte[30]);
    Run told =
        Run.cnnc(
            "predict", net, "--weights=" + folder.resolve("run"), broken, folder.resolve("none.png"),
            folder.resolve("test/flat/3.jpg"));
    assertThat(told.code()).isEqualTo(1);
    assertThat(told.out()).contains("3.jpg: flat");
    assertThat(told.err()).contains("error[CNN0732]: " + broken + " is no picture")
        .contains("error[CNN0701]: failed to find file: ").doesNotContain("Exception");
    Run again = Run.cnnc("train", net, "--data=" + folder, "--out=" + folder.resolve("other"));
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("error[CNN0732]: " + broken + " is no picture");
    assertThat(folder.resolve("other")).doesNotExist();
    Path skipping =
        net(
            "image_folder(image = 3x16x16, broken = skip)",
            "train = \"train\"; test = \"test\"; split = 0.2;");
    assertThat(train(skipping, "third").err()).contains("left out: " + broken);
    // The held-out pictures and the others are the same, and so are the weights.
    assertThat(folder.resolve("third/checkpoints/step-000000060.safetensors")).exists();
  }

  @Test
  void dataShowsWhatIsThere() throws IOException {
    Path net = photos();
    Run good = Run.cnnc("data", net, "--data=" + folder, "--sheet=" + folder.resolve("sheet.png"));
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out())
        .contains("data photos: 2 classes, images of 16x16x3")
        .containsPattern("(?m)^flat +24 +6 +30$").containsPattern("(?m)^all +48 +12 +60$")
        .containsPattern("files are 2\\d to 4\\d pixels high")
        .containsPattern("normalize\\(\\[0\\.\\d{4}, 0\\.\\d{4}, 0\\.\\d{4}], \\[0\\.");
    assertThat(ImageIO.read(folder.resolve("sheet.png").toFile()).getWidth()).isGreaterThan(500);
    assertThat(good.out()).doesNotContain("weights");
    Files.copy(folder.resolve("train/tall/0.png"), folder.resolve("train/flat/same.png"));
    Files.copy(folder.resolve("train/tall/0.png"), folder.resolve("test/tall/copy.png"));
    Files.write(folder.resolve("test/tall/bad.gif"), new byte[] {1, 2, 3});
    for (int i = 20; i < 60; i += 2) {
      Files.delete(folder.resolve("train/tall/" + i + "." + TYPES[i / 2 % 4]));
    }
    Run bad = Run.cnnc("data", net, "--data=" + folder);
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains("for classes to count alike, in the loss: weights = [");
    assertThat(bad.out()).contains("1 broken:\n", "bad.gif is no picture", "tall/0.png = flat/same.png")
        .contains("1 to judge by are among what is learned:\n  tall/copy.png = flat/same.png\n");
  }

  @Test
  void aTableNamesPictures() throws IOException {
    StringBuilder table = new StringBuilder("file,kind\n");
    for (int i = 0; i < 60; i++) {
      String kind = i % 2 == 0 ? "tall" : "flat";
      table.append("train/").append(kind).append('/').append(i).append('.').append(TYPES[i / 2 % 4])
          .append(',').append(kind).append('\n');
    }
    Files.writeString(folder.resolve("all.csv"), table);
    Path net = net("csv(\"file\", \"kind\", image = 3x16x16)", "train = \"all.csv\"; split = 0.25;");
    assertThat(train(net, "run").err()).contains("on 44 images").contains("judged 16 images");
  }

  @Test
  void idxFilesAreLearned() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 200 * 256);
    ByteBuffer labels = ByteBuffer.allocate(8 + 200);
    images.putInt(0x803).putInt(200).putInt(16).putInt(16);
    labels.putInt(0x801).putInt(200);
    for (int i = 0; i < 200; i++) {
      for (int p = 0; p < 256; p++) {
        images.put((byte) ((i % 2 == 0 ? p % 16 : p / 16) == 3 + i % 9 ? 250 : 5));
      }
      labels.put((byte) (i % 2));
    }
    for (String part : new String[] {"train", "test"}) {
      zip(part + "-images.gz", images.array());
      zip(part + "-labels.gz", labels.array());
    }
    Path net =
        Files.writeString(
            folder.resolve("digits.cnn"),
            NET.formatted(
                    "idx(image = 1x16x16)",
                    "train = [\"train-images.gz\", \"train-labels.gz\"]; test = [\"test-images.gz\", \"test-labels.gz\"];")
                .replace("16x16x3", "16x16x1"));
    assertThat(train(net, "run").out()).containsPattern("precision @ 1 = (0\\.9\\d\\d|1\\.000)");
  }

  private void zip(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    Files.write(folder.resolve(name), out.toByteArray());
  }

  @Test
  void previewShowsWhatTheNetworkSees() throws IOException {
    Path net = photos();
    Path sheet = folder.resolve("seen.png");
    Run seen = Run.cnnc("preview", net, "--data=" + folder, "--sheet=" + sheet, "--images=3", "--draws=2");
    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("3 images as they are read, in 2 epochs, and as they are judged");
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertThat(drawn.getWidth()).isEqualTo(4 + 4 * (96 + 4));
    assertThat(drawn.getHeight()).isEqualTo(4 + 3 * (96 + 4));
    // Nothing is drawn in this chain: both epochs look alike, and as the evaluation does.
    for (int y = 4; y < 100; y++) {
      for (int x = 104; x < 200; x++) {
        assertThat(drawn.getRGB(x, y)).isEqualTo(drawn.getRGB(x + 100, y)).isEqualTo(drawn.getRGB(x + 200, y));
      }
    }
    Run many = Run.cnnc("preview", net, "--data=" + folder, "--sheet=" + sheet, "--images=3000");
    assertThat(many.code()).isEqualTo(2);
    Run nowhere = Run.cnnc("preview", net, "--data=" + folder, "--sheet=" + folder.resolve("train"));
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("error[CNN0707]: cannot write");
  }

  /** Where other data judge at the end, what is held out judges on the way all the same. */
  @Test
  void otherDataJudgeAtTheEndAlone() throws IOException {
    String text = NET.formatted("image_folder(image = 3x16x16)", "train = \"train\"; split = 0.2;");
    Path net =
        Files.writeString(
            folder.resolve("shapes.cnn"),
            text.replace("recipe quick {", "recipe quick { data = photos;")
                .replace("\neval { ", "\neval { data = other; ")
                + "data other { format = image_folder(image = 3x16x16); train = \"train\"; test = \"test\"; }\n");
    NetworkFile source = NetworkFile.read(net, new ReadOptions());
    CompiledModel compiled = new CompiledModel(source, source.model(null), Set.of());
    try (CompiledNetwork network = compiled.create(1)) {
      ImageSets images =
          DataOption.open(network.spec(), compiled.recipes().get(0), folder.toString());
      assertThat(images.train().size()).isEqualTo(48);
      assertThat(images.judging().size()).isEqualTo(12);
      assertThat(images.test().size()).isEqualTo(60);
    }
  }
}

package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Feature;
import cnnc.runtime.net.Prediction;
import cnnc.runtime.net.Predictor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported models give the same answers in ONNX Runtime. */
@Tag("any-jdk")
class ExportTest {
  private static final Path CIFAR10 =
      Path.of("../../examples/cifar10/src/main/cnn/com/example/cifar/cifar10.cnn");
  private static final Path REAL = Path.of("../../../shared/cifar-10-batches-bin");

  @TempDir Path folder;

  /** On the real test set where that is here, else on the synthetic one; every image of it. */
  @Test
  void theArticlesNetworkOnItsWholeTestSet() throws Exception {
    check(CIFAR10, Files.exists(REAL) ? REAL.toString() : "synthetic", "--recipe=adam3k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv(3x2, 5, stride = 2) relu lrn(2, alpha = 0.01) pool(3, 2) relu dense(6) relu dense(4)",
        "lrn(1) conv(3, 7, pad = valid) pool(3x2, 1) conv(2, 4) relu dense(4)",
        "dense(9) relu dense(4)",
        "conv(1, 6) bn fork { leaky_relu | elu | selu | silu | hard_swish | sigmoid } add"
            + " fork { hard_sigmoid | tanh | softplus | relu6 | mish | gelu | gelu(tanh) } mul"
            + " scale(0.01) prelu dropout(0.1) dense(4)",
        "conv(3, 6) bn(scale = false) channel_scale scale(2) shift(0.1) fork { relu | tanh } max"
            + " layer_norm fork { sigmoid | dense(6) } mul group_norm(2, scale = false) tanh"
            + " instance_norm dense(8) layer_norm tanh group_norm(2, eps = 0.1) dense(4)",
        "avg_pool(3, 2) conv(3, 7) relu avg_pool(2x3, 1, pad = valid) global_avg_pool dense(4)",
        "conv(3, 6) avg_pool(3, 2, pad = [1, 0, 2, 1], count_pad = true, round = ceil) relu"
            + " avg_pool(3, 1, count_pad = true) global_max_pool dense(4)",
        "fork { conv(1, 3) relu | pool(3, 1, dilation = 2) | avg_pool(3, 1) } concat"
            + " conv(3, 4) relu flatten dense(4)",
        "conv(3, 5) pool(3, 1, dilation = 3) relu dense(4)",
        "conv(3, 5) shift(-9) pad([1, 2, 2, 0]) pool(3, 1) fork { dense(3) | dense(2) } concat dense(4)",
        "pad([1, 0, 2, 0]) space_to_depth(2) conv(1, 5) upsample(2x3) crop(7x9)"
            + " upsample(2x3, mode = bilinear) flatten relu dense(4)",
        "conv(3, 5) fork { global_avg_pool | flatten relu | global_max_pool } concat dense(4)",
        "conv(2, 6) deconv(3x2, 8, stride = 2, pad = 1, output_pad = 1, groups = 2) relu deconv(3, 5)"
            + " dense(4)",
        "local(3x2, 5, stride = 2x1) relu local(3, 4, bias = none, pad = [0, 1, 1, 0]) dense(4)",
        "conv(3x2, 6, dilation = 2x1) relu conv(3, 9, stride = 2, groups = 3) relu dense(4)",
        "conv(3, 6, groups = 3) relu conv(3, 6, groups = 6, pad = valid, dilation = 2) dense(4)",
      })
  void smallNetworks(String layers) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            net Net {
              input image : f32 9x8x3;
              label y     : class(4);
              %s
            }
            data shapes {
              format = cifar_binary(image = 3x11x11);
              train  = "train.bin";
              test   = "test.bin";
            }
            augment train { crop(9x8) standardize }
            augment eval { center_crop(9x8) standardize }
            recipe quick { data = shapes; augment = train; batch = 16; steps = 20; ema = 0.5;
                           optimizer = adam(lr = 1e-2); }
            eval { data = shapes; augment = eval; weights = ema; }
            """
                .formatted(layers));
    check(file, "synthetic", "--recipe=quick");
  }

  /** Further outputs have their names; images lie as the language has them, not as ONNX. */
  @Test
  void severalOutputs() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            net Net {
              input image : f32 4x3x2;
              label y     : class(4);
              stem: conv(3, 5) relu pool(2, 1) relu
              row: flatten
              deep: dense(9) relu
              logits: dense(4)
              output @logits, @stem, @row, @deep;
            }
            augment whole { standardize }
            recipe quick { augment = whole; batch = 16; steps = 20; optimizer = adam(); }
            eval { augment = whole; }
            """);
    NetworkFile source = NetworkFile.read(file, new ReadOptions());
    Model model = source.model(null);
    Path weights = folder.resolve("model.safetensors");
    try (CompiledNetwork network = new CompiledModel(source, model, Set.of()).create(1)) {
      network.save(weights);
    }
    Path onnx = folder.resolve("net.onnx");
    assertThat(Run.cnnc("export", file, "--weights=" + weights, "--onnx=" + onnx).code()).isZero();
    ByteBuffer image = ByteBuffer.allocateDirect(24);
    for (int i = 0; i < 24; i++) {
      image.put(i, (byte) (i * 37));
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, image, new long[] {1, 4, 3, 2}, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      float[][][] stem = ((float[][][][]) result.get("stem").orElseThrow().getValue())[0];
      float[] row = ((float[][]) result.get("row").orElseThrow().getValue())[0];
      assertThat(row).hasSize(60);
      for (int i = 0; i < row.length; i++) {
        assertThat(stem[i / 15][i / 5 % 3][i % 5]).as("value " + i).isEqualTo(row[i]);
      }
      float[] deep = ((float[][]) result.get("deep").orElseThrow().getValue())[0];
      float[] logits = ((float[][]) result.get("logits").orElseThrow().getValue())[0];
      byte[] raw = new byte[24];
      image.get(0, raw);
      try (CompiledNetwork network = new CompiledModel(source, model, Set.of()).load(weights)) {
        Predictor predictor = network.predictor();
        assertThat(network.spec().features()).extracting(Feature::name).containsExactly("stem", "row", "deep");
        assertThat(network.spec().features().get(0).shape()).containsExactly(4, 3, 5);
        assertThat(predictor.feature("stem", raw)).containsExactly(row, offset(1e-5f));
        assertThat(predictor.feature("row", raw)).containsExactly(row, offset(1e-5f));
        assertThat(predictor.feature("deep", raw)).containsExactly(deep, offset(1e-5f));
        assertThat(predictor.predict(raw).logits()).containsExactly(logits, offset(1e-5f));
        assertThatThrownBy(() -> predictor.feature("other", raw))
            .hasMessage("there is no output other to read; there are stem, row, deep");
        assertThatThrownBy(() -> predictor.feature("deep", raw, new float[8]))
            .hasMessage("an array of 8 values, and not of 9: deep has as many values");
      }
    }
  }

  private void check(Path file, String data, String recipe) throws Exception {
    Path run = folder.resolve("run");
    Path weights = run.resolve("model.safetensors");
    Path onnx = folder.resolve("net.onnx");
    Run trained =
        Run.cnnc("train", file, recipe, "--data=" + data, "--steps=20", "--out=" + run);
    assertThat(trained.code()).as(trained.err()).isZero();
    Run exported = Run.cnnc("export", file, "--weights=" + weights, "--onnx=" + onnx);
    assertThat(exported.code()).as(exported.err()).isZero();
    NetworkFile source = NetworkFile.read(file, new ReadOptions());
    Model model = source.model(null);
    try (CompiledNetwork network = new CompiledModel(source, model, Set.of()).load(weights)) {
      ImageSet test = DataOption.openTest(network.spec(), data);
      List<Prediction> ours = network.predict(test);
      float[][] theirs = probabilities(onnx, test);
      for (int i = 0; i < theirs.length; i++) {
        for (int c = 0; c < theirs[i].length; c++) {
          assertThat(Math.abs(theirs[i][c] - ours.get(i).probabilities()[c]))
              .as("image " + i).isLessThan(1e-4f);
        }
      }
    }
  }

  private static float[][] probabilities(Path onnx, ImageSet images) throws OrtException {
    int batch = 500;
    int size = images.imageSize();
    float[][] all = new float[images.size()][];
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString())) {
      for (int from = 0; from < all.length; from += batch) {
        int count = Math.min(batch, all.length - from);
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * size);
        bytes.put(images.pixels(), from * size, count * size).flip();
        long[] shape = {count, images.height(), images.width(), images.channels()};
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
            OrtSession.Result result = session.run(Map.of("image", input))) {
          float[][] answers = (float[][]) result.get("probabilities").orElseThrow().getValue();
          System.arraycopy(answers, 0, all, from, count);
        }
      }
    }
    assertThat(Arrays.stream(all).allMatch(a -> a != null)).isTrue();
    return all;
  }

  @Test
  void badInputIsASentenceAndWritesNothing() throws IOException {
    Path onnx = folder.resolve("net.onnx");
    Run missing = Run.cnnc("export", CIFAR10, "--weights=none", "--onnx=" + onnx);
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("error[CNN07").doesNotContain("\tat ");
    assertThat(onnx).doesNotExist();
    assertThat(Run.cnnc("export", CIFAR10, "--onnx=" + onnx).code()).isEqualTo(2);
    Path weights = Files.writeString(folder.resolve("weights"), "some bytes");
    for (Object target : new Object[] {weights, "/", "", folder, CIFAR10}) {
      Run run = Run.cnnc("export", CIFAR10, "--weights=" + weights, "--onnx=" + target);
      assertThat(run.code()).as(String.valueOf(target)).isEqualTo(1);
      assertThat(run.err()).contains("error[CNN0707]").doesNotContain("\tat ");
    }
    assertThat(weights).hasContent("some bytes");
  }
}

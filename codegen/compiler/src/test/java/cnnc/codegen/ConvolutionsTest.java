package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.ChannelBlocks;
import cnnc.codegen.reference.ConvolutionNets;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.TrainProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions with holes, in groups, transposed and local, against the reference. */
@Tag("any-jdk")
class ConvolutionsTest {
  private static final double TOLERANCE = 2e-4;

  /** Rows and columns of window, strides, dilations and paddings. */
  static Window window(String numbers) {
    int[] n =
        java.util.Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
    return new Window(
        n[0], n[1], n[2], n[3], n[4], n[5], new Padding(n[6], n[7], n[8], n[9]));
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 2 2 2 2 2 2,   9, 10, 6,  17, 1, 3",
    "3 2 2 3 2 1 1 2 0 1,   9, 10, 3,  20, 1, 3",
    "2 3 1 2 3 2 2 1 3 0,   7, 11, 17, 33, 1, 1",
    "3 3 2 2 3 3 3 3 3 3,   9, 8,  16, 16, 1, 16",
    "3 3 4 4 2 2 2 2 2 2,   9, 9,  5,  48, 1, 3",
    "4 4 2 2 4 2 0 5 6 6,   12, 9, 1,  64, 1, 1",
    "5 3 1 1 1 3 4 0 2 2,   6, 13, 64, 17, 1, 3",
    "3 3 6 6 4 4 4 4 4 4,   9, 9,  4,  16, 1, 3",
  })
  void dilation(
      String window, int height, int width, int channels, int out, int groups, int batch) {
    check(window, height, width, channels, out, groups, batch);
  }

  /** Tasks make some channels each. */
  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1,   4, 4,  32, 512, 1",
    "3 3 1 1 1 1 1 1 1 1,   9, 17, 64, 64,  2",
    "3 3 2 2 1 1 0 1 0 1,   9, 8,  40, 96,  3",
    "3 3 1 1 2 2 2 2 2 2,   7, 9,  48, 48,  1",
    "1 1 1 1 1 1 0 0 0 0,   5, 3,  160, 80, 2",
    "5 5 1 1 1 1 2 2 2 2,   1, 1,  33, 64,  1",
    "7 3 3 4 1 1 6 6 2 2,   5, 6,  32, 64,  1",
    "2 3 1 1 3 2 2 1 3 0,   6, 2,  40, 48,  2",
  })
  void manyWeightsOfFewImages(
      String window, int height, int width, int channels, int out, int batch) {
    Geometry g = new Geometry(height, width, channels, window(window));
    assertThat(ChannelBlocks.of(new Op.Convolution(g, out, 1, true, Formula.IDENTITY))).isPresent();
    check(window, height, width, channels, out, 1, batch);
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1,   9, 10, 6,  9,  3, 3",
    "3 3 1 1 1 1 1 1 1 1,   8, 7,  32, 64, 2, 16",
    "3 2 2 3 2 1 1 2 0 1,   9, 10, 34, 40, 2, 3",
    "1 1 1 1 1 1 0 0 0 0,   5, 6,  17, 34, 17, 1",
    "2 3 1 2 3 2 2 1 3 0,   7, 11, 60, 57, 3, 1",
    "3 3 2 2 1 1 0 1 0 1,   9, 8,  17, 17, 17, 3",
    "5 5 1 1 1 1 2 2 2 2,   7, 9,  64, 64, 4, 3",
    "3 3 1 1 2 2 2 2 2 2,   7, 9,  40, 80, 2, 3",
  })
  void groups(
      String window, int height, int width, int channels, int out, int groups, int batch) {
    check(window, height, width, channels, out, groups, batch);
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1,   9, 10, 6,  3",
    "3 3 1 1 1 1 1 1 1 1,   8, 17, 64, 16",
    "3 2 2 3 2 1 1 2 0 1,   9, 10, 17, 3",
    "5 5 1 1 1 1 2 2 2 2,   7, 9,  48, 3",
    "3 3 2 2 1 1 0 1 0 1,   9, 8,  70, 3",
    "3 3 1 1 2 2 2 2 2 2,   7, 9,  33, 3",
    "3 3 2 2 3 3 3 3 3 3,   9, 8,  16, 1",
    "1 1 1 1 1 1 0 0 0 0,   5, 6,  20, 3",
    "9 11 1 1 1 1 4 4 5 5,  5, 6,  16, 3",
    "7 3 3 4 1 1 6 6 2 2,   5, 6,  16, 1",
  })
  void depthwise(String window, int height, int width, int channels, int batch) {
    check(window, height, width, channels, channels, channels, batch);
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1,   5, 6, 6,  17, 1, 3",
    "4 4 2 2 1 1 1 1 1 1,   5, 4, 16, 20, 1, 3",
    "3 2 2 3 2 1 1 2 0 1,   4, 3, 34, 32, 2, 3",
    "2 2 2 2 1 1 0 0 0 0,   5, 4, 64, 33, 1, 1",
    "5 5 1 1 1 1 2 2 2 2,   8, 9, 64, 64, 1, 16",
    "3 3 2 2 1 1 1 1 1 1,   4, 4, 17, 17, 17, 3",
  })
  void transposed(
      String window, int height, int width, int channels, int out, int groups, int batch) {
    new GeneratedCode(
            ConvolutionNets.around(
                ConvolutionNets.transposed(window(window), height, width, out, groups), height,
                width, channels, batch))
        .checkGradients(TOLERANCE, GeneratedCode.LANES);
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1,   5, 6, 6,  17, true,  3",
    "3 3 1 1 1 1 1 1 1 1,   4, 5, 17, 64, true,  16",
    "3 2 2 3 2 1 1 2 0 1,   6, 7, 3,  20, false, 1",
    "2 3 1 2 3 2 2 1 3 0,   5, 7, 16, 6,  true,  9",
    "3 3 6 6 4 4 4 4 4 4,   9, 9, 4,  16, true,  3",
    "1 1 1 1 1 1 0 0 0 0,   3, 4, 33, 32, false, 3",
  })
  void local(
      String window, int height, int width, int channels, int out, boolean bias, int batch) {
    new GeneratedCode(
            ConvolutionNets.around(
                ConvolutionNets.local(window(window), out, bias), height, width, channels, batch))
        .checkGradients(TOLERANCE, GeneratedCode.LANES);
  }

  /** Also with an arena of NaN: nothing reads what nobody has written. */
  @Test
  void anyNumberOfThreadsGivesEqualBits() {
    String text =
        Nets.chain(
            "13x10x3", 3, 19,
            "conv(3, 24, dilation = 2) relu conv(3, 24, groups = 24) conv(3, 20, groups = 2) relu"
                + " deconv(2, 8, stride = 2) local(3, 6, stride = 3) relu dense(3)");
    float[] one = gradients(new Nets.Compiled(Nets.model(text), false), 1);
    for (int threads : new int[] {2, 3, 7}) {
      assertThat(gradients(new Nets.Compiled(Nets.model(text), threads == 3), threads))
          .as("%d threads", threads)
          .isEqualTo(one);
    }
  }

  private static float[] gradients(Nets.Compiled compiled, int threads) {
    try (CompiledNetwork net = compiled.create(Lanes.best(), threads)) {
      TrainProgram program = Engine.of(net).trainProgram(19, false);
      program.gradients(Nets.inputs(19 * 390, 1), Nets.labels(19, 3, 1));
      return program.gradients().clone();
    }
  }

  private static void check(
      String window, int height, int width, int channels, int out, int groups, int batch) {
    new GeneratedCode(
            ConvolutionNets.around(
                ConvolutionNets.convolution(window(window), out, groups), height, width, channels,
                batch))
        .checkGradients(TOLERANCE, GeneratedCode.LANES);
  }
}

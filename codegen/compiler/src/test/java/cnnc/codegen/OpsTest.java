package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.cpu.LargeWeightGradient;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.model.Model;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.Update;
import cnnc.runtime.train.StepRates;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated code of each op against the reference, in every lane width and as plain loops. */
@Tag("any-jdk")
class OpsTest {
  /** All of them in one network, which is compiled once. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 16", "6, 3", "17, 3", "64, 2"})
  void activations(int channels, int batch) {
    String each =
        Stream.of(
                "relu", "leaky_relu(0.2)", "elu", "selu", "silu", "hard_swish", "sigmoid",
                "hard_sigmoid", "tanh", "softplus", "relu6", "mish", "gelu", "gelu(tanh)")
            .map(word -> "conv(1, " + channels + ") scale(2) " + word)
            .collect(Collectors.joining(" | "));
    check("5x3x2", batch, "fork { " + each + " } add dense(3)");
  }

  @ParameterizedTest
  @CsvSource({"6, 3", "17, 16", "64, 1"})
  void formulas(int channels, int batch) {
    String conv = "conv(3, " + channels + ") ";
    check(
        "5x3x2", batch,
        conv + "shift(0.25) sigmoid channel_scale prelu fork { conv(1, " + channels
            + ") | } add relu " + conv + "fork { relu | tanh | } add " + conv + "fork { " + conv
            + "sigmoid | } mul fork { " + conv + "| scale(2) } max fork { sigmoid | dense("
            + channels + ") } mul dense(3)");
  }

  /** One formula would take more than a method holds, as a tree more than a machine. */
  @Test
  void manyFunctionsOfFunctions() {
    check(
        "5x3x2", 3,
        "conv(1, 17) mish mish silu silu gelu silu silu mish fork { sigmoid tanh | silu mish | } mul"
            + " gelu(tanh) dense(3)");
  }

  /** Their gradients are the sums of what each place contributes. */
  @ParameterizedTest
  @CsvSource({"5, 3", "16, 16", "17, 2"})
  void sharedWeights(int channels, int batch) {
    String step = "{ conv(3, " + channels + ", bias = 0.1) prelu group_norm(1) } ";
    check(
        "5x4x" + channels, batch,
        "repeat (3) { shared step " + step + "} fork { shared tower { dense(6) relu dense(5) }"
            + " | conv(1, " + channels + ") shared tower { dense(6) relu dense(5) } | dense(5) } add"
            + " dense(3)");
  }

  /** As many values as one layer may join. */
  @ParameterizedTest
  @ValueSource(strings = {"add", "concat", "max"})
  void wideForks(String join) {
    String branches =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> "scale(" + (1 + i / 50.0) + ")")
            .collect(Collectors.joining(" | "));
    check("3x2x2", 2, "conv(1, 5) fork { " + branches + " } " + join + " dense(3)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mean(softmax_xent(@out, @y, smoothing = 0.2))",
        "0.3 * sum(softmax_xent(@out, @y, weights = [0.5, 2, 1]))",
        "mean(sigmoid_xent(@out, @y))", "sum(sigmoid_xent(@out, @y, smoothing = 0.1))",
        "mean(mse(@out, @y))", "2 * mean(mae(@out, @y, weights = [0, 1, 3]))",
        "sum(huber(@out, @y, delta = 0.4))", "mean(hinge(@out, @y, margin = 0.7))",
      })
  void losses(String term) {
    String text =
        Nets.chain("3x3x2", 3, 5, "out: dense(3)") + "loss { data_loss = " + term + "; }";
    new GeneratedCode(Nets.model(text)).checkGradients(2e-5, 1, 16);
  }

  /** An auxiliary classifier, as GoogLeNet has them, and one output that two terms judge. */
  static final String HEADS =
      """
      net Heads {
        input image : f32 5x4x2;
        label y : class(3);
        stem: conv(3, 6, bias = none) bn tanh;
        early: global_avg_pool dense(3);
        @stem conv(3, 5) relu
        late: dense(3);
        output @late, @early;
      }
      loss {
        cross_entropy = mean(softmax_xent(@late, @y, smoothing = 0.1));
        auxiliary = 0.3 * mean(softmax_xent(@early, @y));
        margin = 0.5 * sum(hinge(@late, @y));
        weight_loss = l2();
      }
      augment a { standardize }
      recipe r { augment = a; batch = 5; steps = 1; optimizer = sgd(lr = 0.1); }
      eval { batch = 5; }
      """;

  @Test
  void severalTerms() {
    new GeneratedCode(Nets.model(HEADS)).checkGradients(2e-5, GeneratedCode.LANES);
  }

  /** A head that nothing judges learns nothing; its running averages go on. */
  static final String UNJUDGED =
      HEADS
          .replace("early: global_avg_pool", "early: conv(1, 4) bn global_avg_pool")
          .replaceAll("auxiliary = .*", "");

  @Test
  void aHeadThatNothingJudges() {
    new GeneratedCode(Nets.model(UNJUDGED)).checkGradients(2e-5, GeneratedCode.LANES);
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(UNJUDGED), false);
    try (CompiledNetwork net = compiled.create(8, 1)) {
      float[] weights = Engine.of(net).weights();
      float[] before = weights.clone();
      Update update = new Update(net.spec(), "sgd", weights.length, null);
      new StepRates(compiled.recipes().get(0), compiled.recipes().get(0).optimizer(), net.spec().rule("sgd"), compiled.recipes().get(0).run(100))
          .scalars(0, update.scalars);
      Engine.of(net)
          .trainProgram(5, false)
          .step(Nets.inputs(5 * net.spec().inputSize(), 3), Nets.labels(5, 3, 5), update);
      for (Parameter p : net.spec().parameters()) {
        assertThat(weights[p.offset()] == before[p.offset()])
            .as(p.name())
            .isEqualTo(p.name().startsWith("early"));
      }
    }
  }

  /** Predictions do not wait for an output that only the loss reads. */
  @Test
  void predictionsLeaveOutOtherHeads() {
    Passes training = new Passes(Nets.model(HEADS), Phase.TRAIN, Target.CPU);
    Passes judging = new Passes(Nets.model(HEADS), Phase.EVAL, Target.CPU);
    assertThat(training.graph().toString()).contains("// early").contains("loss.auxiliary");
    assertThat(judging.graph().toString()).contains("// late").doesNotContain("// early");
  }

  /** So few output channels that a vector makes those of several pixels. */
  @ParameterizedTest
  @CsvSource({
    "6x6x1, 'conv(5, 6)'", "5x12x2, 'conv(3x5, 1, stride = 2x1)'", "7x9x3, 'conv(3x4, 4, stride = 1x3)'",
    "5x8x2, 'conv(3, 3, dilation = 2x1, pad = [0, 2, 2, 0])'", "4x6x3, 'conv(2, 8, pad = same_lower)'"
  })
  void fewOutputs(String input, String convolution) {
    check(input, 3, convolution + " pool(2, 2) relu dense(5) relu dense(3)");
    check(input, 2, convolution + " tanh conv(3, 2) fork { tanh | } mul dense(3)");
  }

  /** Too large for a copy of the weights to each task. */
  @ParameterizedTest
  @CsvSource({
    "3x2x1024, 'conv(1, 512) dense(3)'",
    "5x4x256, 'conv(3x2, 352, stride = 2x1, dilation = 1x2, pad = 1) tanh dense(3)'"
  })
  void largeWeights(String input, String layers) {
    check(input, 3, layers);
    Model model = Nets.model(Nets.chain(input, 3, 3, layers));
    assertThat(
            new Passes(model, Phase.TRAIN, Target.CPU).scheduled(3, false, Tuning.NONE).calls())
        .anyMatch(c -> c.kernel() instanceof LargeWeightGradient);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "17, 16", "64, 2"})
  void dropout(int channels, int batch) {
    String conv = "conv(3, " + channels + ") ";
    check(
        "5x3x2", batch,
        conv + "dropout(0.3) " + conv + "relu dropout(0.5) dense(50) dropout(0.1) relu dense(3)");
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "6, 16", "17, 3", "64, 2"})
  void batchNorm(int channels, int batch) {
    String conv = "conv(3, " + channels + ", bias = none) ";
    check(
        "5x3x2", batch,
        conv + "bn relu " + conv + "bn(momentum = 0.6, eps = 0.01, scale = false) fork { " + conv
            + "bn(shift = false) relu | } add " + conv + "bn(scale = false, shift = false) dense(3)");
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "6, 16, 3", "24, 3, 4", "64, 2, 8"})
  void normsOfImages(int channels, int batch, int groups) {
    String conv = "conv(3, " + channels + ", bias = none) ";
    check(
        "5x3x2", batch,
        conv + "layer_norm relu " + conv + "group_norm(" + groups + ", eps = 0.01) " + conv
            + "instance_norm(eps = 0.01, scale = false) dense(7) layer_norm dense(3)");
  }

  /** Convolutions go on with these where they have made their sums: direct, by Winograd, by depth. */
  @ParameterizedTest
  @CsvSource({"5x3, 6, 2, 6", "5x3, 17, 2, 1", "4x4, 64, 1, 1", "12x9, 24, 16, 1", "5x6, 20, 3, 20"})
  void whatFollowsConvolutions(String size, int channels, int batch, int groups) {
    String conv = "conv(3, " + channels + ", bias = none, groups = " + groups + ") bn ";
    check(
        size + "x" + channels, batch,
        conv + "relu fork { " + conv + " gelu " + conv + "| } add relu fork { conv(3, " + channels
            + ") | } mul silu fork { conv(1, " + channels + ") | } max dense(3)");
  }

  /** A response norm beside what it reads: its gradient is one of several. */
  @ParameterizedTest
  @CsvSource({"6, 3", "17, 2"})
  void responseNormsInBranches(int channels, int batch) {
    check(
        "5x3x2", batch,
        "conv(3, " + channels + ") fork { lrn(2) | } add fork { tanh | lrn(1) } mul dense(3)");
  }

  private static void check(String input, int batch, String layers) {
    new GeneratedCode(Nets.model(Nets.chain(input, 3, batch, layers)))
        .checkGradients(2e-5, GeneratedCode.LANES);
  }
}

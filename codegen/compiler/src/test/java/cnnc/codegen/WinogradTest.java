package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far Winograd's algorithm is from the reference in double precision, and where it is used. */
class WinogradTest {
  /** The gradients of all layers see two forward passes, input gradients and weight gradients. */
  private static final String NET =
      Nets.chain("12x12x3", 3, 3, "conv(1, 64) conv(%d, 64) conv(%1$d, 64) dense(3)");

  @ParameterizedTest
  @CsvSource({"5, 0, 1.5e-6", "3, 2, 1.5e-6", "3, 4, 4e-6", "5, 2, 4e-6", "5, 4, 1e-5"})
  void theErrorIsSmall(int window, int outputs, double most) {
    Model model = Nets.model(NET.formatted(window));
    Tuning wish = Nets.every(new Choice(outputs, 6, 16));
    assertThat(winograds(new Compiler(new Diagnostics()).tuned(wish), model, 3, false))
        .hasSize(outputs == 0 ? 0 : 6);
    GeneratedCode code = new GeneratedCode(model, wish);
    for (int lanes : new int[] {1, 16}) {
      Map<String, Double> errors = code.errors(lanes);
      errors.keySet().removeAll(List.of("loss", "logits when judged"));
      assertThat(errors.values()).allMatch(e -> e < most);
    }
  }

  @Test
  void exactProgramsConvolveDirectly() {
    String text = NET.formatted(5).replace("recipe r {", "recipe r { exact = true; ");
    Model model = Nets.model(text.replace("eval {", "eval { exact = true; "));
    new GeneratedCode(model, Nets.every(new Choice(4, 6, 16))).checkGradients(1e-4, 16);
    var sources =
        new Compiler(new Diagnostics()).compile(model, "generated", Set.of()).java();
    assertThat(sources).anyMatch(s -> s.path().endsWith("ChainTrain3Exact.java"));
    assertThat(sources).noneMatch(s -> s.text().contains("Winograd"));
  }

  @Test
  void theArticlesSecondConvolutionTakesIt() {
    assertThat(winograds(128, false))
        .containsExactly("conv2", "conv2.weightGradient", "conv2.inputGradient",
            "conv1.weightGradient");
    assertThat(winograds(128, true)).isEmpty();
  }

  /** Transformed weights must serve enough images. */
  @Test
  void aSingleImageIsConvolvedDirectly() {
    assertThat(winograds(1, false)).containsExactly("conv1.weightGradient");
  }

  /** What has a stride is convolved directly, forward and backward, even when Winograd is wished. */
  @Test
  void aStrideForbidsIt() {
    Model model =
        Nets.model(
            Nets.chain("16x16x3", 3, 2, "conv(3, 64) conv(3, 64, stride = 2) conv(3, 32) dense(3)"));
    Tuning wish = Nets.every(new Choice(4, 6, 16));
    Compiler compiler = new Compiler(new Diagnostics()).tuned(wish);
    assertThat(winograds(compiler, model, 64, false))
        .contains("conv1", "conv3.inputGradient")
        .noneMatch(name -> name.startsWith("conv2"));
    new GeneratedCode(model, wish).checkGradients(1e-4, 16);
  }

  /** A program for many images, on few of them, with workspaces full of NaN before each task. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15, 16})
  void fewerImagesThanPlannedGiveEqualBits(int images) {
    Model model =
        Nets.model(Nets.chain("11x13x3", 3, 16, "conv(3, 20) relu conv(5, 18) relu dense(3)"));
    Tuning wish = Nets.every(new Choice(4, 6, 16));
    float[] inputs = Nets.inputs(16 * 11 * 13 * 3, 3);
    List<Float> expected = logits(new Nets.Compiled(model, false, Set.of(), wish), inputs, 16);
    List<Float> found = logits(new Nets.Compiled(model, true, Set.of(), wish), inputs, images);
    assertThat(found).isEqualTo(expected.subList(0, 3 * images)).doesNotContain(Float.NaN);
  }

  private static List<Float> logits(Nets.Compiled compiled, float[] inputs, int images) {
    try (CompiledNetwork net = compiled.create(16, 2)) {
      EvalProgram program = Engine.of(net).evalProgram(16);
      program.run(inputs, images);
      List<Float> logits = new ArrayList<>();
      for (int i = 0; i < 3 * images; i++) {
        logits.add(program.logit(i / 3, i % 3));
      }
      return logits;
    }
  }

  private static List<String> winograds(int batch, boolean exact) {
    return winograds(
        new Compiler(new Diagnostics()), Nets.model(Nets.cifar10()), batch, exact);
  }

  private static List<String> winograds(
      Compiler compiler, Model model, int batch, boolean exact) {
    return compiler
        .program(model, Phase.TRAIN, batch, Target.CPU, exact)
        .orElseThrow().calls().stream()
        .filter(
            c -> c.kernel() instanceof WinogradConvolution
                || c.kernel() instanceof WinogradWeightGradient)
        .map(Call::name)
        .toList();
  }
}

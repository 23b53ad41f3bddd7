package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far Winograd's algorithm is from the reference in double precision, and where it is used. */
class WinogradTest {
  /** The gradients of all layers see two forward passes, input gradients and weight gradients. */
  private static final String NET =
      Nets.chain("12x12x3", 3, 3, "conv(1, 64) conv(%d, 64) conv(%1$d, 64) dense(3)");

  @ParameterizedTest
  @CsvSource({"5, 0, 1.5e-6", "3, 2, 1.5e-6", "3, 4, 4e-6", "5, 2, 4e-6", "5, 4, 1e-5"})
  void theErrorIsSmall(int window, int outputs, double most) {
    Model model = Nets.model(NET.formatted(window));
    GeneratedCode code = new GeneratedCode(model, Nets.every(new Tuning.Choice(outputs, 6, 16)));
    for (int lanes : new int[] {1, 16}) {
      Map<String, Double> errors = code.errors(lanes);
      errors.remove("loss");
      assertThat(errors.values()).allMatch(e -> e < most);
    }
  }

  @Test
  void exactProgramsConvolveDirectly() {
    String text = NET.formatted(5).replace("recipe r {", "recipe r { exact = true; ");
    Model model = Nets.model(text.replace("eval {", "eval { exact = true; "));
    new GeneratedCode(model, Nets.every(new Tuning.Choice(4, 6, 16))).checkGradients(1e-4, 16);
    var sources =
        new Compiler(new Diagnostics()).compile(model, "generated", java.util.Set.of()).java();
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

  private static List<String> winograds(int batch, boolean exact) {
    return new Compiler(new Diagnostics())
        .program(
            Nets.model(Nets.cifar10()).network(), Program.Phase.TRAIN, batch, Target.CPU, exact)
        .orElseThrow().calls().stream()
        .filter(
            c -> c.op() instanceof Op.WinogradConvolution
                || c.op() instanceof Op.WinogradWeightGradient)
        .map(Call::name)
        .toList();
  }
}

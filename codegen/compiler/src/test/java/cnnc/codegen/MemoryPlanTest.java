package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.Program;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryPlanTest {
  /** The verifier, which runs on every plan, checks that nothing overlaps. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  void theArenaIsHardlyLargerThanTheLowerBound(Phase phase) {
    for (String text : new String[] {Nets.cifar10(), Nets.TERSE}) {
      Model model = Nets.model(text);
      for (int batch : new int[] {1, 2, 3, 7, 13, 33, 100, 127, 128, 129, 511}) {
        Program plan =
            new Compiler(new Diagnostics()).program(model, phase, batch, Target.CPU, false).orElseThrow();
        assertThat((double) plan.arena() / plan.lowerBound())
            .as("%s at batch %d", phase, batch)
            .isBetween(1.0, 1.05);
      }
    }
  }

  @Test
  void anArenaBeyondAnArrayIsReported() {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Program> plan =
        new Compiler(diagnostics)
            .program(Nets.model(Nets.TERSE), Phase.TRAIN, 1 << 18, Target.CPU, false);
    assertThat(plan).isEmpty();
    assertThat(Nets.errors(diagnostics)).contains("CNN0602", "use a smaller batch");
  }

  /** Three channels become four there: kernels count the values of a batch by ints. */
  @Test
  void aBatchOfImagesThatIsTooLargeOnlyOnAGpuIsReported() {
    Model model =
        Nets.model(Nets.chain("1024x512x3", 2, 1100, "conv(1, 1, stride = 32) relu dense(2)"));
    for (Target target : Target.values()) {
      Diagnostics diagnostics = new Diagnostics();
      Optional<Program> plan =
          new Compiler(diagnostics).program(model, Phase.EVAL, 1100, target, false);
      assertThat(plan.isPresent()).isEqualTo(target == Target.CPU);
      assertThat(Nets.errors(diagnostics).contains("CNN0602")).isEqualTo(target == Target.CUDA);
    }
  }
}

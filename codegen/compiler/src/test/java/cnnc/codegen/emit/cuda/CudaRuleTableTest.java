package cnnc.codegen.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Op;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CudaRuleTableTest {
  /** What only the schedule for a CPU makes. */
  private static final Set<Class<?>> CPU_ONLY = 
      Set.of(
          Op.Transpose.class, Op.SumParts.class, Op.WinogradWeights.class,
          Op.WinogradConvolution.class, Op.WinogradWeightGradient.class);

  @Test
  void everyOpHasAKernelRule() {
    assertThat(CallKernel.RULES.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Op.class.getPermittedSubclasses())
                .filter(c -> !CPU_ONLY.contains(c))
                .<Class<? extends Op>>map(c -> c.asSubclass(Op.class))
                .toList());
  }
}

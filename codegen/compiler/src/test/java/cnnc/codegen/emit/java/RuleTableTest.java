package cnnc.codegen.emit.java;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Op;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleTableTest {
  /** What only the fusion for a GPU makes. */
  private static final Set<Class<?>> CUDA_ONLY =
      Set.of(Op.Activation.class, Op.Normalized.class, Op.PoolLrnGradient.class);

  @Test
  void everyOpHasAKernelRule() {
    assertThat(KernelWriter.RULES.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Op.class.getPermittedSubclasses())
                .filter(c -> !CUDA_ONLY.contains(c))
                .<Class<? extends Op>>map(c -> c.asSubclass(Op.class))
                .toList());
  }
}

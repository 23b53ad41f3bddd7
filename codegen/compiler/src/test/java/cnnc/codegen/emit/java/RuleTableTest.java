package cnnc.codegen.emit.java;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Op;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RuleTableTest {
  /** {@code Response} holds attributes; every other record under Op is an op. */
  @Test
  void everyOpHasAKernelRule() {
    assertThat(KernelWriter.RULES.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Op.class.getPermittedSubclasses())
                .<Class<? extends Op>>map(c -> c.asSubclass(Op.class))
                .toList());
  }
}

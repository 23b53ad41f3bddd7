package cnnc.codegen.program;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.Choice;
import cnnc.dsl.diagnostic.Diagnostics;
import java.util.List;
import java.util.Optional;

/** Choices for single nodes of a network that were measured, where the compiler would estimate. */
public interface Tuning {
  /** None: the compiler chooses everything. */
  Tuning NONE = (net, phase, batch, node) -> Optional.empty();

  /** What was measured best for a node such as {@code conv2.inputGradient}. */
  Optional<Choice> of(String net, Phase phase, int batch, String node);

  /** Reports the choices for a net that none of its programs could follow. */
  default void lint(String net, List<Program> programs, Diagnostics diagnostics) {}
}

package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Tuning;
import java.util.List;
import java.util.Optional;

/**
 * A kernel of a network: one for each op that differs, or was tuned otherwise, whatever the layers
 * and programs that call it.
 *
 * @param operands names of the buffers, in the order of a call's inputs, outputs and scratch
 */
record Kernel(String name, Op op, Optional<Tuning.Choice> tuned, List<String> operands) {
  Kernel {
    operands = List.copyOf(operands);
  }
}

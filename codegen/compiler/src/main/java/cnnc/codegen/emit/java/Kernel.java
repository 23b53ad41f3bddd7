package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import java.util.List;

/**
 * A kernel of a network: one for each op that differs, whatever the layers and programs that call
 * it.
 *
 * @param operands names of the buffers, in the order of a call's inputs, outputs and scratch
 */
record Kernel(String name, Op op, List<String> operands) {
  Kernel {
    operands = List.copyOf(operands);
  }
}

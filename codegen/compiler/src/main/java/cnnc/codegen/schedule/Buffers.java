package cnnc.codegen.schedule;

import cnnc.codegen.graph.DType;
import cnnc.codegen.graph.Value;
import cnnc.codegen.kernel.KernelNode;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.ParameterLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The buffers of a program, made as calls need them. */
final class Buffers {
  private final List<Value> values;
  private final ParameterLayout layout;
  private final ParameterLayout states;
  private final List<Buffer> buffers = new ArrayList<>();
  private final Map<Integer, Integer> bufferOf = new HashMap<>();

  Buffers(List<Value> values, ParameterLayout layout, ParameterLayout states) {
    this.values = values;
    this.layout = layout;
    this.states = states;
  }

  List<Buffer> all() {
    return buffers;
  }

  List<Integer> of(List<Integer> some, KernelNode n) {
    return some.stream().map(v -> of(v, n)).toList();
  }

  /** The buffer of a value, named after the node that writes it. */
  private int of(int value, KernelNode n) {
    return bufferOf.computeIfAbsent(value, v -> add(values.get(v), n));
  }

  /** The buffer of a value that has one. */
  int of(int value) {
    return bufferOf.get(value);
  }

  private int add(Value v, KernelNode n) {
    return switch (v.role()) {
      case INPUT -> add(v, "input", Buffer.Space.INPUT, 0);
      case LABEL -> add(v, "labels", Buffer.Space.LABELS, 0);
      case PARAMETER -> add(v, v.name(), Buffer.Space.WEIGHTS, layout.offsets().get(v.slot()));
      case PARAMETER_GRADIENT ->
          add(v, v.name(), Buffer.Space.GRADIENTS, layout.offsets().get(v.slot()));
      case STATE, NEW_STATE ->
          add(v, v.name(), Buffer.Space.STATES, states.offsets().get(v.slot()));
      case ACTIVATION, GRADIENT, STATISTIC ->
          add(
              v, n.outputs().indexOf(v.id()) == 0 ? n.name() : v.name(), Buffer.Space.ARENA, -1);
      case PACKED, PARTIAL_SUMS -> add(v, v.name(), Buffer.Space.ARENA, -1);
      case WORKSPACE -> add(v, v.name(), Buffer.Space.WORKSPACE, -1);
    };
  }

  private int add(Value v, String name, Buffer.Space space, int offset) {
    int perImage = v.perImage() ? v.size() : 0;
    buffers.add(
        new Buffer(
            buffers.size(), name, space, comparable(v) ? v.id() : -1, perImage,
            v.size() - perImage, offset));
    return buffers.size() - 1;
  }

  /** Whether a value means the same on every target. */
  private static boolean comparable(Value v) {
    return switch (v.role()) {
      case PACKED, PARTIAL_SUMS, WORKSPACE, STATE, NEW_STATE -> false;
      default -> v.type().dtype() != DType.PACKED;
    };
  }
}

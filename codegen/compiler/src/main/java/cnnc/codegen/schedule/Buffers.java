package cnnc.codegen.schedule;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Value;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.ParameterLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The buffers of a program, made as calls need them. */
final class Buffers {
  private final Graph graph;
  private final ParameterLayout layout;
  private final List<Buffer> buffers = new ArrayList<>();
  private final Map<Integer, Integer> bufferOf = new HashMap<>();

  Buffers(Graph graph, ParameterLayout layout) {
    this.graph = graph;
    this.layout = layout;
  }

  List<Buffer> all() {
    return buffers;
  }

  List<Integer> of(List<Integer> values, Node n) {
    return new ArrayList<>(values.stream().map(v -> of(v, n)).toList());
  }

  /** The buffer of a value, named after the node that writes it. */
  int of(int value, Node n) {
    return bufferOf.computeIfAbsent(value, v -> add(graph.values().get(v), n));
  }

  /** The buffer of a value that has one. */
  int of(int value) {
    return bufferOf.get(value);
  }

  /** Scratch in the arena. */
  int scratch(String name, int floats) {
    return add(name, Buffer.Space.ARENA, -1, 0, floats, -1);
  }

  /** What a task of a call keeps for itself. */
  int workspace(String name, int floats) {
    return add(name, Buffer.Space.WORKSPACE, -1, 0, floats, -1);
  }

  private int add(Value v, Node n) {
    return switch (v.kind()) {
      case INPUT -> add("input", Buffer.Space.INPUT, v.id(), v.size(), 0, 0);
      case LABELS -> add("labels", Buffer.Space.LABELS, v.id(), 1, 0, 0);
      case PARAMETER -> parameter(v, Buffer.Space.WEIGHTS);
      case PARAMETER_GRADIENT -> parameter(v, Buffer.Space.GRADIENTS);
      case ACTIVATION -> {
        String name = n.outputs().indexOf(v.id()) == 0 ? n.name() : v.name();
        yield add(name, Buffer.Space.ARENA, v.id(), v.size(), 0, -1);
      }
    };
  }

  private int parameter(Value v, Buffer.Space space) {
    return add(v.name(), space, v.id(), 0, v.size(), layout.offsets().get(v.parameter()));
  }

  private int add(
      String name, Buffer.Space space, int value, int perImage, int fixed, int offset) {
    buffers.add(new Buffer(buffers.size(), name, space, value, perImage, fixed, offset));
    return buffers.size() - 1;
  }
}

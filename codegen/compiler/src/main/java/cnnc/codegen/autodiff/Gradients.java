package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The gradients of a graph's values, as they become known from the loss backwards. */
final class Gradients {
  private final Graph forward;
  private final GraphBuilder built;
  /** What each reader of a value contributes to its gradient. */
  private final Map<Integer, List<Integer>> contributions = new HashMap<>();

  /** The nodes that read each parameter. */
  private final Map<Integer, List<Node>> readers = new LinkedHashMap<>();

  /** Values that depend on a parameter. */
  private final Set<Integer> trained = new HashSet<>();

  /** What the forward nodes have made beside the values of the graph, by their first output. */
  private final Map<Integer, Integer> extras = new HashMap<>();

  Gradients(Graph forward, GraphBuilder built) {
    this.forward = forward;
    this.built = built;
    for (Value v : forward.values()) {
      if (v.role() == Role.PARAMETER) {
        trained.add(v.id());
      }
    }
    for (Node n : forward.nodes()) {
      n.inputs().stream()
          .filter(v -> forward.value(v).role() == Role.PARAMETER)
          .forEach(v -> readers.computeIfAbsent(v, p -> new ArrayList<>()).add(n));
      if (n.inputs().stream().anyMatch(trained::contains)) {
        trained.addAll(n.outputs());
      }
    }
  }

  /** Whether the loss depends on what a node makes, and that on a parameter. */
  boolean has(Node n) {
    return n.outputs().stream().anyMatch(v -> contributions.containsKey(v) && trained.contains(v));
  }

  /** Adds to the gradient of a value. */
  void add(int value, int gradient) {
    contributions.computeIfAbsent(value, v -> new ArrayList<>()).add(gradient);
  }

  /** The gradient of a node's first output, which all its readers have contributed to. */
  int of(Node n) {
    return of(n, 0).orElseThrow();
  }

  /** The gradient of one of a node's outputs; nothing for one that the loss does not depend on. */
  Optional<Integer> of(Node n, int output) {
    Value y = forward.value(n.outputs().get(output));
    List<Integer> parts = contributions.get(y.id());
    if (parts == null) {
      return Optional.empty();
    }
    if (parts.size() > 1) {
      int all = built.like(y, "d" + y.name() + ".sum", Role.GRADIENT);
      sum(n, y, parts, all);
      contributions.put(y.id(), List.of(all));
    }
    return Optional.of(contributions.get(y.id()).get(0));
  }

  /** Adds up what the layers that share a parameter contribute to its gradient. */
  void sumShared() {
    readers.forEach(
        (parameter, nodes) -> {
          List<Integer> parts = contributions.get(parameter);
          if (nodes.size() > 1 && parts != null) {
            Value p = forward.value(parameter);
            sum(nodes.get(0), p, parts, built.like(p, "d" + p.name(), Role.PARAMETER_GRADIENT));
          }
        });
  }

  private void sum(Node n, Value of, List<Integer> parts, int all) {
    Expr sum = Expr.operand(0);
    for (int i = 1; i < parts.size(); i++) {
      sum = sum.plus(Expr.operand(i));
    }
    Access[] elements = new Access[parts.size()];
    Arrays.fill(elements, Access.ELEMENT);
    Formula formula = Formula.of(sum, elements);
    node(
        n, of.role() == Role.PARAMETER ? "." + of.name() + ".sum" : ".gradientSum",
        new Op.Pointwise(Frame.of(of.type()), !of.perImage(), formula), parts, List.of(all));
  }

  Value value(int id) {
    return forward.value(id);
  }

  /** Whether somebody needs the gradient of a value. */
  boolean wanted(int value) {
    return trained.contains(value);
  }

  /** A new value for a part of the gradient of a value, which it is added to. */
  int part(int value) {
    Value v = forward.value(value);
    int earlier = contributions.getOrDefault(value, List.of()).size();
    boolean shared = readers.getOrDefault(value, List.of()).size() > 1;
    Role role =
        v.role() != Role.PARAMETER ? Role.GRADIENT
            : shared ? Role.STATISTIC : Role.PARAMETER_GRADIENT;
    String number = earlier == 0 && !shared ? "" : "." + (earlier + 1);
    int part = built.like(v, "d" + v.name() + number, role);
    add(value, part);
    return part;
  }

  /** A new value like another one, for a node of the backward pass. */
  int value(String name, Value like, Role role) {
    return built.like(like, name, role);
  }

  /** Adds a node behind the forward node that it belongs to. */
  void node(Node n, String what, Op op, List<Integer> inputs, List<Integer> outputs) {
    built.node(n.with(n.name() + what, op, inputs, outputs));
  }

  /** A new value that a forward node makes beside its first one, for its gradient. */
  int extra(Node n, String part, Type type, List<Integer> stored) {
    int extra = built.perImage(n.name() + part, Role.ACTIVATION, type);
    built.stored(extra, stored);
    extras.put(n.outputs().get(0), extra);
    return extra;
  }

  /** That value. */
  int extra(Node n) {
    return extras.get(n.outputs().get(0));
  }
}

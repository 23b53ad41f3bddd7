package cnnc.codegen.fuse;

import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.List;
import java.util.Optional;

/** ReLU's gradient and the sums of bias gradients join each other, and what is in front of them. */
final class Gradients {
  private Gradients() {}

  static Optional<Node> biasAfterRelu(Node first, Node second, boolean only) {
    return first.op() instanceof Op.ReluGradient
            && second.op() instanceof Op.BiasGradient b && !b.relu()
        ? Optional.of(first.with(
            second.name(), new Op.BiasGradient(b.pixels(), b.channels(), true), first.inputs(),
            List.of(first.outputs().get(0), second.outputs().get(0))))
        : Optional.empty();
  }

  static Optional<Node> reluAfterDense(Node first, Node second, boolean only) {
    return first.op() instanceof Op.DenseInputGradient d && !d.relu() && only
            && second.op() instanceof Op.ReluGradient
        ? Optional.of(first.with(
            first.name(), new Op.DenseInputGradient(d.in(), d.out(), true),
            Joining.concat(first.inputs(), Joining.rest(second.inputs())), second.outputs()))
        : Optional.empty();
  }

  /** An LRN gradient reads the ReLU's value anyway, so the mask costs nothing. */
  static Optional<Node> afterLrn(Node first, Node second, boolean only) {
    if (!(first.op() instanceof Op.LrnGradient l) || l.bias()) {
      return Optional.empty();
    }
    boolean masks =
        second.op() instanceof Op.ReluGradient
            && only
            && !l.relu()
            && second.inputs().get(1).equals(first.inputs().get(1));
    boolean sums = second.op() instanceof Op.BiasGradient b && !b.relu();
    if (!masks && !sums) {
      return Optional.empty();
    }
    Op fused =
        new Op.LrnGradient(
            l.height(), l.width(), l.channels(), l.response(), l.relu() || masks, sums);
    List<Integer> outputs =
        sums ? Joining.concat(first.outputs(), second.outputs()) : second.outputs();
    return Optional.of(first.with(first.name(), fused, first.inputs(), outputs));
  }
}

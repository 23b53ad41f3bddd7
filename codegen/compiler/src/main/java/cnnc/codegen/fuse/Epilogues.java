package cnnc.codegen.fuse;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.Optional;

/** Bias and ReLU join the kernel that makes their input. */
final class Epilogues {
  private Epilogues() {}

  static Optional<Node> all(Node first, Node second, boolean only) {
    return only && (second.op() instanceof Op.AddBias || second.op() instanceof Op.Relu)
        ? taken(first, second)
        : Optional.empty();
  }

  static Optional<Node> butConvolution(Node first, Node second, boolean only) {
    return first.op() instanceof Op.Convolution ? Optional.empty() : all(first, second, only);
  }

  /** {@code first} with the bias or ReLU after what its epilogue does already. */
  static Optional<Node> taken(Node first, Node second) {
    boolean addsBias = second.op() instanceof Op.AddBias;
    return epilogue(first.op())
        .filter(e -> !e.relu() && !(addsBias && e.bias()))
        .map(e -> new Epilogue(e.bias() || addsBias, !addsBias))
        .map(e -> first.with(
            first.name(), withEpilogue(first.op(), e),
            Joining.concat(first.inputs(), Joining.rest(second.inputs())),
            Joining.replaceFirst(first.outputs(), second.outputs().get(0))));
  }

  private static Optional<Epilogue> epilogue(Op op) {
    if (op instanceof Op.Convolution c) {
      return Optional.of(c.epilogue());
    }
    if (op instanceof Op.Dense d) {
      return Optional.of(d.epilogue());
    }
    if (op instanceof Op.Activation a) {
      return Optional.of(a.epilogue());
    }
    return op instanceof Op.MaxPool p ? Optional.of(p.epilogue()) : Optional.empty();
  }

  private static Op withEpilogue(Op op, Epilogue e) {
    if (op instanceof Op.Convolution c) {
      return new Op.Convolution(c.geometry(), c.outChannels(), e);
    }
    if (op instanceof Op.Dense d) {
      return new Op.Dense(d.in(), d.out(), e);
    }
    if (op instanceof Op.Activation a) {
      return new Op.Activation(a.pixels(), a.channels(), e);
    }
    Op.MaxPool p = (Op.MaxPool) op;
    return new Op.MaxPool(p.geometry(), e, p.argmax());
  }
}

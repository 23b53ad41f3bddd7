package cnnc.codegen.fuse;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.List;
import java.util.Optional;

/** What a block of threads does to the channels of a pixel in one go. */
final class Pixels {
  private Pixels() {}

  /** A bias or a ReLU that nothing took in: behind a convolution, mostly. */
  static Optional<Node> activation(Node first, Node second, boolean only) {
    return only && first.op() instanceof Op.AddBias && second.op() instanceof Op.Relu
        ? Epilogues.taken(asActivation(first), second)
        : Optional.empty();
  }

  private static Node asActivation(Node n) {
    Op.AddBias b = (Op.AddBias) n.op();
    Op.Activation alone = new Op.Activation(b.pixels(), b.channels(), new Epilogue(true, false));
    return n.with(n.name(), alone, n.inputs(), n.outputs());
  }

  /** LRN joins what makes its input, which stays in memory where a gradient needs it. */
  static Optional<Node> normalized(Node first, Node second, boolean only) {
    boolean makes = first.op() instanceof Op.MaxPool || first.op() instanceof Op.Activation;
    if (!makes || !(second.op() instanceof Op.Lrn lrn)) {
      return Optional.empty();
    }
    List<Integer> kept = only ? Joining.rest(first.outputs()) : first.outputs();
    return Optional.of(
        first.with(
            second.name(), new Op.Normalized(first.op(), lrn, !only), first.inputs(),
            Joining.concat(kept, second.outputs())));
  }

  static Optional<Node> poolAndLrnGradient(Node first, Node second, boolean only) {
    return only
            && first.op() instanceof Op.MaxPoolGradient p
            && second.op() instanceof Op.LrnGradient l
        ? Optional.of(first.with(
            second.name(), new Op.PoolLrnGradient(p, l),
            Joining.concat(first.inputs(), Joining.rest(second.inputs())), second.outputs()))
        : Optional.empty();
  }
}

package cnnc.codegen.fuse;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Target;
import java.util.List;

/** The door: neighbouring nodes become one where a target has a kernel for both. */
public final class Fusion {
  /** Bias and ReLU join what makes their input; gradients of ReLU and biases likewise. */
  private static final List<Rule> CPU =
      List.of(Epilogues::all, Gradients::biasAfterRelu, Gradients::afterLrn);

  /** A convolution may be cuDNN's, so what follows it is left to the next kernel. */
  private static final List<Rule> CUDA =
      List.of(
          Epilogues::butConvolution, Gradients::reluAfterDense, Gradients::biasAfterRelu,
          Gradients::afterLrn);

  /** What is left of pointwise ops, and LRN with what is in front of it. */
  private static final List<Rule> CUDA_PIXELS =
      List.of(Pixels::activation, Pixels::normalized, Pixels::poolAndLrnGradient);

  private Fusion() {}

  /** The graph with fewer and larger nodes, equal values under equal ids. */
  public static Graph fuse(Graph graph, Target target) {
    if (target == Target.CPU) {
      return new Joining(graph).all(CPU);
    }
    Graph joined = new Joining(new Joining(graph).all(CUDA)).all(CUDA_PIXELS);
    return Siblings.join(joined);
  }
}

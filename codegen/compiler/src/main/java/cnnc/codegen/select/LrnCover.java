package cnnc.codegen.select;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.kernel.cuda.CudaKernel;
import cnnc.codegen.kernel.cuda.LrnGradientKernel;
import cnnc.codegen.kernel.cuda.LrnKernel;
import cnnc.codegen.kernel.cuda.MaxPoolGradientKernel;
import cnnc.codegen.kernel.cuda.MaxPoolKernel;
import cnnc.codegen.kernel.cuda.NormalizedKernel;
import cnnc.codegen.kernel.cuda.PointwiseKernel;
import cnnc.codegen.select.CudaSelection.Covered;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Local response normalization has all channels of a pixel at hand: the formula or pool in front of it
 * is made on the way, and so is the gradient of a pool behind it.
 */
final class LrnCover {
  private static final Kind<LrnKernel> LRN = Kind.of(LrnKernel.class);
  private static final Kind<LrnGradientKernel> GRADIENT = Kind.of(LrnGradientKernel.class);
  private static final Kind<MaxPoolGradientKernel> POOL = Kind.of(MaxPoolGradientKernel.class);
  private static final Kind<MaxPoolKernel> MAX = Kind.of(MaxPoolKernel.class);
  private static final Kind<PointwiseKernel> POINTWISE = Kind.of(PointwiseKernel.class);

  private final Graph graph;

  LrnCover(Graph graph) {
    this.graph = graph;
  }

  List<Covered> cover(List<Covered> all) {
    List<Covered> covered = new ArrayList<>();
    for (Covered c : all) {
      int maker = maker(covered, c.node().inputs().get(0));
      Optional<Covered> both =
          maker < 0 ? Optional.empty() : together(covered.get(maker), c);
      if (both.isPresent()) {
        covered.set(maker, both.get());
      } else {
        covered.add(c);
      }
    }
    return covered;
  }

  /** Place of what makes a value, where that is its first output. */
  private static int maker(List<Covered> covered, int value) {
    for (int i = covered.size() - 1; i >= 0; i--) {
      if (covered.get(i).node().outputs().get(0) == value) {
        return i;
      }
    }
    return -1;
  }

  private Optional<Covered> together(Covered first, Covered second) {
    boolean only =
        graph.readers(first.node().outputs().get(0)) == 1
            && !graph.result(first.node().outputs().get(0));
    Optional<LrnKernel> lrn = LRN.of(second.kernel());
    if (lrn.isPresent() && makesElements(first.kernel())) {
      List<Integer> outputs = new ArrayList<>(first.node().outputs());
      if (only) {
        outputs.remove(0);
      }
      outputs.addAll(second.node().outputs());
      Node node =
          first.node().with(
              second.node().name(), second.node().op(), first.node().inputs(), outputs);
      return Optional.of(
          new Covered(node, new NormalizedKernel(first.kernel(), lrn.get(), !only)));
    }
    Optional<MaxPoolGradientKernel> pool = POOL.of(first.kernel());
    Optional<LrnGradientKernel> gradient = GRADIENT.of(second.kernel());
    if (only && pool.isPresent() && gradient.isPresent()) {
      List<Integer> inputs = new ArrayList<>(first.node().inputs());
      inputs.addAll(second.node().inputs().subList(1, second.node().inputs().size()));
      Node node =
          first.node().with(
              second.node().name(), second.node().op(), inputs, second.node().outputs());
      return Optional.of(
          new Covered(node, new LrnGradientKernel(pool, gradient.get().op())));
    }
    return Optional.empty();
  }

  /** Whether a kernel makes one value for each element, and no sums. */
  private static boolean makesElements(CudaKernel kernel) {
    return MAX.of(kernel).isPresent()
        || POINTWISE.of(kernel)
            .filter(p -> p.sums() == 0 && p.op().result().outputs().size() == 1)
            .isPresent();
  }
}

package cnnc.codegen.select;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.kernel.KernelNode;
import cnnc.codegen.kernel.cuda.AveragePoolGradientKernel;
import cnnc.codegen.kernel.cuda.AveragePoolKernel;
import cnnc.codegen.kernel.cuda.Blocks;
import cnnc.codegen.kernel.cuda.ConvolutionProduct;
import cnnc.codegen.kernel.cuda.CopyKernel;
import cnnc.codegen.kernel.cuda.CudaKernel;
import cnnc.codegen.kernel.cuda.DenseInputGradientProduct;
import cnnc.codegen.kernel.cuda.DenseProduct;
import cnnc.codegen.kernel.cuda.DenseWeightGradientProduct;
import cnnc.codegen.kernel.cuda.DepthwiseInputGradientKernel;
import cnnc.codegen.kernel.cuda.DepthwiseKernel;
import cnnc.codegen.kernel.cuda.DepthwiseWeightGradientKernel;
import cnnc.codegen.kernel.cuda.GroupSumsKernel;
import cnnc.codegen.kernel.cuda.InputGradientProduct;
import cnnc.codegen.kernel.cuda.InterpolationGradientKernel;
import cnnc.codegen.kernel.cuda.InterpolationKernel;
import cnnc.codegen.kernel.cuda.LocalInputGradientProduct;
import cnnc.codegen.kernel.cuda.LocalProduct;
import cnnc.codegen.kernel.cuda.LocalWeightGradientProduct;
import cnnc.codegen.kernel.cuda.LossKernel;
import cnnc.codegen.kernel.cuda.LrnGradientKernel;
import cnnc.codegen.kernel.cuda.LrnKernel;
import cnnc.codegen.kernel.cuda.MaxPoolGradientKernel;
import cnnc.codegen.kernel.cuda.MaxPoolKernel;
import cnnc.codegen.kernel.cuda.PointwiseKernel;
import cnnc.codegen.kernel.cuda.Tiling;
import cnnc.codegen.kernel.cuda.WeightGradientProduct;
import cnnc.dsl.table.OpTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Kernels for a GPU: a kernel sums over the images itself, its last blocks add up the others' parts. */
final class CudaSelection {
  /** Blocks of kernels that step over their work: a few for each multiprocessor. */
  private static final int MOST = 2112;

  /** Blocks of kernels that sum over all images: others wait for their parts to be added up. */
  private static final int MOST_SUMMING = 528;

  /** Images of a block of the loss, one for each warp. */
  private static final int WARPS = Blocks.THREADS / 32;

  private static final OpTable<Op, Function<Op, CudaKernel>> TABLE =
      OpTable.<Op, Function<Op, CudaKernel>>of(Op.class, "CUDA kernels")
          .row(Op.Convolution.class, rule(Op.Convolution.class, CudaSelection::convolution))
          .row(Op.ConvolutionInputGradient.class,
              rule(Op.ConvolutionInputGradient.class, CudaSelection::inputGradient))
          .row(Op.ConvolutionWeightGradient.class,
              rule(Op.ConvolutionWeightGradient.class, CudaSelection::weightGradient))
          .row(Op.LocalConvolution.class, rule(Op.LocalConvolution.class, LocalProduct::new))
          .row(Op.LocalInputGradient.class,
              rule(Op.LocalInputGradient.class, LocalInputGradientProduct::new))
          .row(Op.LocalWeightGradient.class,
              rule(Op.LocalWeightGradient.class, LocalWeightGradientProduct::new))
          .row(Op.Dense.class, rule(Op.Dense.class, DenseProduct::new))
          .row(Op.DenseInputGradient.class,
              rule(Op.DenseInputGradient.class, DenseInputGradientProduct::new))
          .row(Op.DenseWeightGradient.class,
              rule(Op.DenseWeightGradient.class, DenseWeightGradientProduct::new))
          .row(Op.Pointwise.class, rule(Op.Pointwise.class, PointwiseKernel::new))
          .row(Op.Moments.class,
              op -> {
                throw new IllegalStateException(op + " was to be written in sums");
              })
          .row(Op.GroupSums.class, rule(Op.GroupSums.class, GroupSumsKernel::new))
          .row(Op.MaxPool.class, rule(Op.MaxPool.class, MaxPoolKernel::new))
          .row(Op.MaxPoolGradient.class,
              rule(Op.MaxPoolGradient.class, MaxPoolGradientKernel::new))
          .row(Op.AveragePool.class, rule(Op.AveragePool.class, AveragePoolKernel::new))
          .row(Op.AveragePoolGradient.class,
              rule(Op.AveragePoolGradient.class, AveragePoolGradientKernel::new))
          .row(Op.Copy.class, rule(Op.Copy.class, CopyKernel::new))
          .row(Op.NearestUpsample.class,
              rule(Op.NearestUpsample.class, u -> new CopyKernel(u.enlargement().repeated())))
          .row(Op.BilinearUpsample.class,
              rule(Op.BilinearUpsample.class, u -> new InterpolationKernel(u.enlargement())))
          .row(Op.BilinearUpsampleGradient.class,
              rule(
                  Op.BilinearUpsampleGradient.class,
                  u -> new InterpolationGradientKernel(u.enlargement())))
          .row(Op.Lrn.class, rule(Op.Lrn.class, LrnKernel::new))
          .row(Op.LrnGradient.class,
              rule(Op.LrnGradient.class, l -> new LrnGradientKernel(Optional.empty(), l)))
          .row(Op.Judgement.class,
              rule(Op.Judgement.class, LossKernel::new))
          .build();

  private CudaSelection() {}

  private static <T extends Op> Function<Op, CudaKernel> rule(
      Class<T> kind, Function<T, CudaKernel> kernel) {
    return op -> kernel.apply(kind.cast(op));
  }

  private static CudaKernel convolution(Op.Convolution c) {
    return c.geometry().depthwise(c.outChannels(), c.groups())
        ? new DepthwiseKernel(c)
        : new ConvolutionProduct(c);
  }

  private static CudaKernel inputGradient(Op.ConvolutionInputGradient g) {
    return g.geometry().depthwise(g.outChannels(), g.groups())
        ? new DepthwiseInputGradientKernel(g)
        : new InputGradientProduct(g);
  }

  private static CudaKernel weightGradient(Op.ConvolutionWeightGradient g) {
    return g.geometry().depthwise(g.outChannels(), g.groups())
        ? new DepthwiseWeightGradientKernel(g)
        : new WeightGradientProduct(g);
  }

  static KernelGraph select(Graph graph, int batch) {
    KernelNodes nodes = new KernelNodes(graph);
    List<Covered> all =
        new LrnCover(graph).cover(
            graph.nodes().stream().map(n -> new Covered(n, TABLE.get(n.op()).apply(n.op())))
                .toList());
    for (Covered c : all) {
      Node n = c.node();
      Blocks blocks = blocks(c.kernel(), batch);
      int floats = scratch(c.kernel(), blocks);
      List<Integer> scratch =
          floats == 0
              ? List.of()
              : List.of(nodes.value(n.name() + ".parts", Role.PARTIAL_SUMS, floats));
      nodes.add(
          new KernelNode(
              n.name(), c.kernel(), n.inputs(), n.outputs(), scratch, Optional.empty(), blocks));
      if (n.outputs().contains(graph.losses())) {
        nodes.endForward();
      }
    }
    return nodes.graph();
  }

  /** A node, or what several were fused to, and the kernel that computes it. */
  record Covered(Node node, CudaKernel kernel) {}

  private static Blocks blocks(CudaKernel kernel, int batch) {
    return kernel.product(batch)
        .map(p -> Blocks.of(Tilings.choose(p)))
        .orElseGet(() -> overPixels(kernel, batch));
  }

  private static Blocks overPixels(CudaKernel kernel, int batch) {
    int blocks = count(kernel, batch);
    int groups = (blocks + Blocks.GROUP - 1) / Blocks.GROUP;
    return new Blocks(blocks, kernel.sums() * (1 + groups), Optional.empty());
  }

  private static int count(CudaKernel kernel, int batch) {
    if (kernel.blockPerImage()) {
      return Math.min(batch, MOST);
    }
    if (kernel.warpPerImage()) {
      return (batch + WARPS - 1) / WARPS;
    }
    Frame steps = kernel.steps();
    int pixels = Math.multiplyExact(kernel.whole() ? 1 : batch, steps.pixels());
    int atOnce = Blocks.pixels(steps.channels());
    int most = kernel.sums() > 0 ? MOST_SUMMING : MOST;
    return Math.min(most, (pixels + atOnce - 1) / atOnce);
  }

  private static int scratch(CudaKernel kernel, Blocks blocks) {
    return blocks
        .tiling()
        .map(Tiling::partials)
        .orElseGet(
            () -> Math.multiplyExact(
                kernel.sums() * blocks.count(), kernel.steps().channels()));
  }
}

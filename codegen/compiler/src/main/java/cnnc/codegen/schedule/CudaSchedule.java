package cnnc.codegen.schedule;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Product;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tasks;
import cnnc.codegen.program.Tiling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls for a GPU: a kernel sums over the images itself, its last blocks add up the others' parts. */
final class CudaSchedule {
  /** Blocks of kernels that step over their work: a few for each multiprocessor. */
  private static final int MOST = 2112;

  /** Blocks of kernels that sum over all images: others wait for their parts to be added up. */
  private static final int MOST_SUMMING = 528;

  /** Images of a block of the loss, one for each warp. */
  private static final int WARPS = Tasks.Blocks.THREADS / 32;

  private final Graph graph;
  private final int batch;
  private final Buffers buffers;

  CudaSchedule(Graph graph, ParameterLayout layout, int batch) {
    this.graph = graph;
    this.batch = batch;
    this.buffers = new Buffers(graph, layout);
  }

  Program program(Program.Phase phase) {
    List<Call> calls = new ArrayList<>();
    List<Program.Pass> passes = new ArrayList<>();
    int backward = -1;
    for (Node n : graph.nodes()) {
      Tasks.Blocks blocks = blocks(n.op());
      List<Integer> in = buffers.of(n.inputs(), n);
      List<Integer> out = buffers.of(n.outputs(), n);
      int floats = scratch(n.op(), blocks);
      List<Integer> scratch =
          floats == 0 ? List.of() : List.of(buffers.scratch(n.name() + ".parts", floats));
      calls.add(
          new Call(
              n.name(), n.op(), in, out, scratch, Optional.empty(), blocks, n.origin(), n.text()));
      passes.add(new Program.Pass(passes.size(), passes.size()));
      if (n.op() instanceof Op.SoftmaxCrossEntropy) {
        backward = calls.size();
      }
    }
    return new Program(
        graph.name(), phase, batch, false, buffers.all(), calls, passes,
        backward < 0 ? calls.size() : backward, buffers.of(graph.logits()),
        graph.losses() < 0 ? -1 : buffers.of(graph.losses()), -1, -1, -1);
  }

  private Tasks.Blocks blocks(Op op) {
    return Product.of(op, batch)
        .map(p -> Tasks.Blocks.of(Tilings.choose(p)))
        .orElseGet(() -> pixelBlocks(op));
  }

  private Tasks.Blocks pixelBlocks(Op op) {
    int blocks = overPixels(op);
    int groups = (blocks + Tasks.Blocks.GROUP - 1) / Tasks.Blocks.GROUP;
    return new Tasks.Blocks(blocks, sums(op) ? 1 + groups : 0, Optional.empty());
  }

  private int overPixels(Op op) {
    if (op instanceof Op.SoftmaxCrossEntropy) {
      return (batch + WARPS - 1) / WARPS;
    }
    int pixels = Math.multiplyExact(batch, pixels(op));
    int atOnce = Tasks.Blocks.pixels(channels(op));
    int most = sums(op) ? MOST_SUMMING : MOST;
    return Math.min(most, (pixels + atOnce - 1) / atOnce);
  }

  private static int scratch(Op op, Tasks.Blocks blocks) {
    return blocks
        .tiling()
        .map(Tiling::partials)
        .orElseGet(() -> sums(op) ? Math.multiplyExact(blocks.count(), channels(op)) : 0);
  }

  /** Whether a kernel over pixels also sums its results per channel. */
  private static boolean sums(Op op) {
    return op instanceof Op.BiasGradient
        || op instanceof Op.LrnGradient l && l.bias()
        || op instanceof Op.PoolLrnGradient p && p.lrn().bias();
  }

  /** Pixels of an image that a kernel steps over. */
  private static int pixels(Op op) {
    if (op instanceof Op.AddBias b) {
      return b.pixels();
    }
    if (op instanceof Op.Activation a) {
      return a.pixels();
    }
    if (op instanceof Op.BiasGradient b) {
      return b.pixels();
    }
    if (op instanceof Op.Relu r) {
      return r.size();
    }
    if (op instanceof Op.ReluGradient r) {
      return r.size();
    }
    if (op instanceof Op.MaxPool p) {
      return p.geometry().outPixels();
    }
    if (op instanceof Op.MaxPoolGradient p) {
      return p.geometry().height() * p.geometry().width();
    }
    Op.Lrn l = lrn(op);
    return l.height() * l.width();
  }

  private static int channels(Op op) {
    if (op instanceof Op.AddBias b) {
      return b.channels();
    }
    if (op instanceof Op.Activation a) {
      return a.channels();
    }
    if (op instanceof Op.BiasGradient b) {
      return b.channels();
    }
    if (op instanceof Op.MaxPool p) {
      return p.geometry().channels();
    }
    if (op instanceof Op.MaxPoolGradient p) {
      return p.geometry().channels();
    }
    return op instanceof Op.Relu || op instanceof Op.ReluGradient ? 1 : lrn(op).channels();
  }

  private static Op.Lrn lrn(Op op) {
    if (op instanceof Op.Lrn l) {
      return l;
    }
    if (op instanceof Op.Normalized n) {
      return n.lrn();
    }
    Op.LrnGradient l =
        op instanceof Op.PoolLrnGradient p ? p.lrn() : (Op.LrnGradient) op;
    return new Op.Lrn(l.height(), l.width(), l.channels(), l.response());
  }
}

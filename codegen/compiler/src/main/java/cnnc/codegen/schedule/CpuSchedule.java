package cnnc.codegen.schedule;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Winograd;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Grain;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tasks;
import cnnc.codegen.program.Product;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.program.WinogradWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls for a CPU: sums over images fall into parts, weights are prepared where kernels need it. */
final class CpuSchedule {
  /**
   * Gradients of weights are summed over this many groups of images, each in order, and the groups
   * are summed in order: equal bits for any number of threads. A group is a task.
   */
  private static final int PARTS = 16;

  /** Of fewer images than this, each falls into bands of rows: about as many tasks as here. */
  private static final int ENOUGH_IMAGES = 32;

  /** By measurement: a tile of few input channels has too few accumulators to hide latency. */
  private static final int FEW_CHANNELS = 4;

  private static final double SLOWER_WITH_FEW = 1.6;

  private final Graph graph;
  private final Program.Phase phase;
  private final int batch;
  private final boolean exact;
  private final Tuning tuning;
  private final int imagesOfPart;
  private final int parts;
  private final Buffers buffers;
  private final Passes passes;

  CpuSchedule(
      Graph graph, ParameterLayout layout, Program.Phase phase, int batch, boolean exact,
      Tuning tuning) {
    this.graph = graph;
    this.phase = phase;
    this.batch = batch;
    this.exact = exact;
    this.tuning = exact ? Tuning.NONE : tuning;
    this.imagesOfPart = (batch + PARTS - 1) / PARTS;
    this.parts = (batch + imagesOfPart - 1) / imagesOfPart;
    this.buffers = new Buffers(graph, layout);
    this.passes =
        new Passes(buffers.all(), c -> Work.of(c.op(), batch) < Work.WORTH_SHARING);
  }

  Program program() {
    int backward = -1;
    for (Node n : graph.nodes()) {
      call(n);
      if (n.op() instanceof Op.SoftmaxCrossEntropy) {
        passes.end();
        backward = passes.calls().size();
      }
    }
    passes.end();
    int logits = buffers.of(graph.logits());
    int losses = graph.losses() < 0 ? -1 : buffers.of(graph.losses());
    List<Call> calls = passes.calls();
    return new Program(
        graph.name(), phase, batch, exact, placed(logits, losses), calls, passes.passes(),
        backward < 0 ? calls.size() : backward, logits, losses, -1, -1, -1);
  }

  /** The buffers, of which those that a pass begins and ends with lie in its tasks' workspaces. */
  private List<Buffer> placed(int logits, int losses) {
    Set<Integer> own = passes.own();
    own.removeAll(List.of(logits, losses));
    return buffers.all().stream()
        .map(
            b -> b.space() == Buffer.Space.ARENA && b.perImage() > 0 && own.contains(b.id())
                ? b.in(Buffer.Space.WORKSPACE)
                : b)
        .toList();
  }

  private void call(Node n) {
    List<Integer> in = buffers.of(n.inputs(), n);
    List<Integer> out = buffers.of(n.outputs(), n);
    List<Call> prepared = new ArrayList<>();
    Op op = n.op();
    if (op instanceof Op.Convolution c) {
      op = convolution(n, c, in, prepared);
    } else if (op instanceof Op.ConvolutionInputGradient g) {
      op = inputGradient(n, g, in, prepared);
    } else if (op instanceof Op.ConvolutionWeightGradient g) {
      op = weightGradient(n, g);
    }
    List<Call> sums = new ArrayList<>();
    int sumSize = sumSize(n.op());
    if (sumSize > 0) {
      // The last output is a parameter's gradient: the kernel writes parts of it, a sum follows.
      int last = out.size() - 1;
      int gradient = out.get(last);
      out.set(last, buffers.scratch(n.name() + ".parts", Math.multiplyExact(parts, sumSize)));
      Op sum = new Op.SumParts(parts, sumSize);
      sums.add(call(n, "sum", sum, List.of(out.get(last)), List.of(gradient)));
    }
    passes.add(
        prepared,
        new Call(
            n.name(), op, in, out, workspace(n, op), tuned(n, op), tasks(op), n.origin(), n.text()),
        sums);
  }

  private Op convolution(Node n, Op.Convolution c, List<Integer> in, List<Call> prepared) {
    Optional<Winograd> w = algorithm(n, c.geometry(), c.outChannels(), false, 1);
    return w.isPresent()
        ? winograd(n, w.get(), c.geometry(), c.outChannels(), c.epilogue(), false, in, prepared)
        : c;
  }

  /** Winograd's is a convolution of the gradients, turned round; any other reads weights so turned. */
  private Op inputGradient(
      Node n, Op.ConvolutionInputGradient g, List<Integer> in, List<Call> prepared) {
    int channels = g.geometry().channels();
    Optional<Geometry> turned = WinogradChoice.gradient(g.geometry(), g.outChannels());
    Optional<Winograd> w = turned.flatMap(c -> algorithm(n, c, channels, false, 1));
    if (w.isPresent()) {
      return winograd(n, w.get(), turned.get(), channels, Epilogue.NONE, true, in, prepared);
    }
    int taps = g.geometry().window().height() * g.geometry().window().width();
    Op.Transpose t = new Op.Transpose(taps, channels, g.outChannels());
    int weights = buffers.scratch(n.name() + ".weights", taps * channels * g.outChannels());
    prepared.add(call(n, "transpose", t, List.of(in.get(1)), List.of(weights)));
    in.set(1, weights);
    return g;
  }

  private Op weightGradient(Node n, Op.ConvolutionWeightGradient g) {
    double slower = g.geometry().channels() < FEW_CHANNELS ? SLOWER_WITH_FEW : 1;
    return algorithm(n, g.geometry(), g.outChannels(), true, slower)
        .<Op>map(
            w -> new Op.WinogradWeightGradient(
                w, g.geometry(), g.outChannels(), WinogradChoice.rows(w, g.geometry(), batch, true)))
        .orElse(g);
  }

  private Optional<Winograd> algorithm(
      Node n, Geometry g, int outChannels, boolean sums, double slower) {
    Optional<Tuning.Choice> tuned = tuning.of(graph.name(), phase, batch, n.name());
    if (exact || tuned.filter(c -> c.outputs() == 0).isPresent()) {
      return Optional.empty();
    }
    return tuned.isPresent()
        ? WinogradChoice.of(g, tuned.get().outputs())
            .filter(w -> WinogradChoice.fits(w, g, outChannels, batch, sums))
        : WinogradChoice.of(g, outChannels, batch, sums, slower);
  }

  /** The measured choice for a node, where the op that was made of it follows that. */
  private Optional<Tuning.Choice> tuned(Node n, Op op) {
    int outputs = 0;
    if (op instanceof Op.WinogradConvolution c) {
      outputs = c.winograd().outputs();
    } else if (op instanceof Op.WinogradWeightGradient g) {
      outputs = g.winograd().outputs();
    }
    int followed = outputs;
    return Product.of(n.op(), batch).isPresent()
        ? tuning.of(graph.name(), phase, batch, n.name()).filter(c -> c.outputs() == followed)
        : Optional.empty();
  }

  /** Floats of a gradient that is summed over groups of images; 0 for every other op. */
  private static int sumSize(Op op) {
    if (op instanceof Op.ConvolutionWeightGradient g) {
      int taps = g.geometry().window().height() * g.geometry().window().width();
      return taps * g.geometry().channels() * g.outChannels();
    }
    if (op instanceof Op.BiasGradient b) {
      return b.channels();
    }
    return op instanceof Op.LrnGradient l && l.bias() ? l.channels() : 0;
  }

  /** The weights are transformed, then the images; geometry is that of the images. */
  private Op winograd(
      Node n, Winograd w, Geometry g, int outChannels, Epilogue e, boolean backward,
      List<Integer> in, List<Call> prepared) {
    int size = Math.multiplyExact(w.elements(), Math.multiplyExact(g.channels(), outChannels));
    int transformed = buffers.scratch(n.name() + ".transformed", size);
    Op weights = new Op.WinogradWeights(w, g.channels(), outChannels, backward);
    prepared.add(call(n, "transform", weights, List.of(in.get(1)), List.of(transformed)));
    in.set(1, transformed);
    return new Op.WinogradConvolution(w, g, outChannels, e, WinogradChoice.rows(w, g, batch, false));
  }

  /**
   * What a task keeps for itself. LRN squares a row of pixels, with zeros at both ends of the
   * channels.
   */
  private List<Integer> workspace(Node n, Op op) {
    int size = 0;
    if (op instanceof Op.Lrn l) {
      size = Math.multiplyExact(l.width(), l.channels() + 2 * l.response().radius());
    } else if (op instanceof Op.LrnGradient l) {
      size = Math.multiplyExact(l.width(), 2 * l.channels() + 2 * l.response().radius());
    } else if (op instanceof Op.DenseInputGradient d) {
      int rows = Grain.DENSE_COLUMNS.upTo(d.in()) + Grain.TURNED_ROWS.size();
      size = Math.multiplyExact(rows, d.out());
    } else if (op instanceof Op.WinogradWeights w) {
      size = WinogradWorkspace.of(w).size();
    } else if (op instanceof Op.WinogradConvolution w) {
      size = WinogradWorkspace.of(w).size();
    } else if (op instanceof Op.WinogradWeightGradient w) {
      size = WinogradWorkspace.of(w).size();
    }
    return size == 0 ? List.of() : List.of(buffers.workspace(n.name() + ".workspace", size));
  }

  private Tasks tasks(Op op) {
    if (op instanceof Op.Dense d) {
      return new Tasks.Fixed(Grain.DENSE_COLUMNS.tasks(d.out()));
    }
    if (op instanceof Op.DenseInputGradient d) {
      return new Tasks.Fixed(Grain.DENSE_COLUMNS.tasks(d.in()));
    }
    if (op instanceof Op.DenseWeightGradient d) {
      return new Tasks.Fixed(Grain.DENSE_ROWS.tasks(d.in()));
    }
    if (op instanceof Op.WinogradWeights w) {
      return new Tasks.Fixed(Grain.WINOGRAD_CHANNELS.tasks(w.inChannels()));
    }
    if (op instanceof Op.Transpose t) {
      return new Tasks.Fixed(t.count() * Grain.TRANSPOSE_ROWS.tasks(t.rows()));
    }
    if (op instanceof Op.SumParts s) {
      return new Tasks.Fixed(Grain.SUM_FLOATS.tasks(s.size()));
    }
    return images(op);
  }

  private Tasks.Images images(Op op) {
    if (op instanceof Op.Convolution c) {
      return rows(op, c.geometry().outHeight());
    }
    if (op instanceof Op.ConvolutionInputGradient c) {
      return rows(op, c.geometry().height());
    }
    if (op instanceof Op.WinogradConvolution c) {
      int lines = c.winograd().down(c.geometry());
      return batch < ENOUGH_IMAGES
          ? new Tasks.Images(lines, c.rows())
          : Tasks.Images.of(lines, Math.max(1, c.rows() / lines));
    }
    boolean grouped =
        op instanceof Op.LrnGradient
            || op instanceof Op.BiasGradient
            || op instanceof Op.ConvolutionWeightGradient
            || op instanceof Op.WinogradWeightGradient
            || op instanceof Op.SoftmaxCrossEntropy;
    return Tasks.Images.of(1, grouped ? imagesOfPart : 1);
  }

  /** Tasks share an image's rows where there are few images. */
  private Tasks.Images rows(Op op, int rows) {
    int bands =
        Work.of(op, batch) < Work.WORTH_SHARING ? 1 : (ENOUGH_IMAGES + batch - 1) / batch;
    return new Tasks.Images(rows, (rows + bands - 1) / bands);
  }

  /** A call before or behind that of the node itself. */
  private Call call(Node n, String what, Op op, List<Integer> in, List<Integer> out) {
    return new Call(
        n.name() + "." + what, op, in, out, workspace(n, op), Optional.empty(), tasks(op),
        n.origin(), n.text());
  }
}

package cnnc.codegen.schedule;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Winograd;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Grain;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tasks;
import cnnc.codegen.program.Tiling;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.program.WinogradWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls for a CPU: sums over images fall into parts, weights are transposed where rows need it. */
final class CpuSchedule {
  /**
   * Gradients of weights are summed over this many groups of images, each in order, and the groups
   * are summed in order: equal bits for any number of threads. A group is a task, or where convolved
   * directly one for each row of the window.
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
  private final int parts;
  private final Buffers buffers;
  private final List<Call> calls = new ArrayList<>();

  CpuSchedule(
      Graph graph, ParameterLayout layout, Program.Phase phase, int batch, boolean exact,
      Tuning tuning) {
    this.graph = graph;
    this.phase = phase;
    this.batch = batch;
    this.exact = exact;
    this.tuning = exact ? Tuning.NONE : tuning;
    this.parts = Math.min(PARTS, batch);
    this.buffers = new Buffers(graph, layout);
  }

  Program program() {
    int backward = -1;
    for (Node n : graph.nodes()) {
      call(n);
      if (n.op() instanceof Op.SoftmaxCrossEntropy) {
        backward = calls.size();
      }
    }
    return new Program(
        graph.name(), phase, batch, exact, buffers.all(), calls, backward < 0 ? calls.size() : backward,
        buffers.of(graph.logits()), graph.losses() < 0 ? -1 : buffers.of(graph.losses()), -1, -1);
  }

  private void call(Node n) {
    List<Integer> in = buffers.of(n.inputs(), n);
    List<Integer> out = buffers.of(n.outputs(), n);
    Op op = n.op();
    if (op instanceof Op.Convolution c) {
      op = convolution(n, c, in);
    } else if (op instanceof Op.ConvolutionInputGradient g) {
      op = inputGradient(n, g, in);
    } else if (op instanceof Op.ConvolutionWeightGradient g) {
      op = weightGradient(n, g);
    } else if (op instanceof Op.DenseInputGradient g) {
      in.set(1, transposed(n, new Op.Transpose(1, g.in(), g.out()), in.get(1)));
    }
    List<Integer> summed = new ArrayList<>();
    int sumSize = sumSize(n.op());
    if (sumSize > 0) {
      // The last output is a parameter's gradient: the kernel writes parts of it, a sum follows.
      int last = out.size() - 1;
      summed.add(out.get(last));
      out.set(last, buffers.scratch(n.name() + ".parts", Math.multiplyExact(parts, sumSize)));
    }
    calls.add(
        new Call(
            n.name(), op, in, out, workspace(n, op), tuned(n, op), tasks(op), parts(op), n.origin(),
            n.text()));
    if (sumSize > 0) {
      Op sum = new Op.SumParts(parts, sumSize);
      add(n, "sum", sum, List.of(out.get(out.size() - 1)), summed);
    }
  }

  private Op convolution(Node n, Op.Convolution c, List<Integer> in) {
    Optional<Winograd> w = algorithm(n, c.geometry(), c.outChannels(), false, 1);
    return w.isPresent()
        ? winograd(n, w.get(), c.geometry(), c.outChannels(), c.epilogue(), false, in)
        : c;
  }

  /** It reads transposed weights; Winograd's is a convolution of the gradients, turned round. */
  private Op inputGradient(Node n, Op.ConvolutionInputGradient g, List<Integer> in) {
    int channels = g.geometry().channels();
    int taps = g.geometry().window().height() * g.geometry().window().width();
    in.set(1, transposed(n, new Op.Transpose(taps, channels, g.outChannels()), in.get(1)));
    Optional<Geometry> turned = WinogradChoice.gradient(g.geometry(), g.outChannels());
    Optional<Winograd> w = turned.flatMap(c -> algorithm(n, c, channels, false, 1));
    return w.isPresent()
        ? winograd(n, w.get(), turned.get(), channels, Epilogue.NONE, true, in)
        : g;
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
    return Tiling.of(n.op(), batch).isPresent()
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

  private int transposed(Node n, Op.Transpose t, int weights) {
    int out = buffers.scratch(n.name() + ".weights", t.count() * t.rows() * t.columns());
    add(n, "transpose", t, List.of(weights), List.of(out));
    return out;
  }

  /** The weights are transformed, then the images; geometry is that of the images. */
  private Op winograd(
      Node n, Winograd w, Geometry g, int outChannels, Epilogue e, boolean flipped,
      List<Integer> in) {
    int size = Math.multiplyExact(w.elements(), Math.multiplyExact(g.channels(), outChannels));
    int transformed = buffers.scratch(n.name() + ".transformed", size);
    add(
        n, "transform", new Op.WinogradWeights(w, g.channels(), outChannels, flipped),
        List.of(in.get(1)), List.of(transformed));
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
    Tasks tasks = split(op);
    return tasks instanceof Tasks.Fixed f && Work.of(op, batch) < Work.WORTH_SHARING
        ? new Tasks.Alone(f.count())
        : tasks;
  }

  private Tasks split(Op op) {
    if (op instanceof Op.Dense d) {
      return new Tasks.Fixed(Grain.DENSE_COLUMNS.tasks(d.out()));
    }
    if (op instanceof Op.DenseInputGradient d) {
      return new Tasks.Fixed(Grain.DENSE_COLUMNS.tasks(d.in()));
    }
    if (op instanceof Op.DenseWeightGradient d) {
      return new Tasks.Fixed(Grain.DENSE_ROWS.tasks(d.in()));
    }
    if (op instanceof Op.ConvolutionWeightGradient g) {
      return new Tasks.Fixed(parts * g.geometry().window().height());
    }
    if (op instanceof Op.WinogradConvolution c) {
      return new Tasks.Fixed(tasks(c));
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
    boolean grouped =
        op instanceof Op.Lrn
            || op instanceof Op.LrnGradient
            || op instanceof Op.BiasGradient
            || op instanceof Op.WinogradWeightGradient
            || op instanceof Op.SoftmaxCrossEntropy;
    return grouped ? new Tasks.Fixed(parts) : new Tasks.Images(bands(op));
  }

  private int parts(Op op) {
    if (op instanceof Op.WinogradConvolution c) {
      return tasks(c);
    }
    return op instanceof Op.Convolution || op instanceof Op.ConvolutionInputGradient
        ? bands(op)
        : parts;
  }

  /** Into how many bands of rows tasks share an image: one where there are images enough. */
  private int bands(Op op) {
    int rows = 1;
    if (op instanceof Op.Convolution c) {
      rows = c.geometry().outHeight();
    } else if (op instanceof Op.ConvolutionInputGradient c) {
      rows = c.geometry().height();
    }
    return Work.of(op, batch) < Work.WORTH_SHARING
        ? 1
        : Math.min(rows, (ENOUGH_IMAGES + batch - 1) / batch);
  }

  /** Tasks of as many rows of tiles as are transformed at once. */
  private int tasks(Op.WinogradConvolution c) {
    int rows = Math.multiplyExact(batch, c.winograd().down(c.geometry()));
    return (rows + c.rows() - 1) / c.rows();
  }

  /** A call before or behind that of the node itself. */
  private void add(Node n, String what, Op op, List<Integer> in, List<Integer> out) {
    calls.add(
        new Call(
            n.name() + "." + what, op, in, out, workspace(n, op), Optional.empty(), tasks(op),
            parts, n.origin(), n.text()));
  }
}

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
import cnnc.codegen.program.WinogradWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls for a CPU: sums over images fall into parts, weights are transposed where rows need it. */
final class CpuSchedule {
  /**
   * Gradients of weights are summed over this many groups of images, each in order, and the groups
   * are summed in order: equal bits for any number of threads, work for this many times the kernel's
   * rows of threads.
   */
  private static final int PARTS = 16;

  private final Graph graph;
  private final int batch;
  private final boolean exact;
  private final int parts;
  private final Buffers buffers;
  private final List<Call> calls = new ArrayList<>();

  CpuSchedule(Graph graph, ParameterLayout layout, int batch, boolean exact) {
    this.graph = graph;
    this.batch = batch;
    this.exact = exact;
    this.parts = Math.min(PARTS, batch);
    this.buffers = new Buffers(graph, layout);
  }

  Program program(Program.Phase phase) {
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
      Optional<Winograd> w = algorithm(c.geometry(), c.outChannels());
      if (w.isPresent()) {
        winograd(n, w.get(), c.geometry(), c.outChannels(), c.epilogue(), false, in, out);
        return;
      }
    } else if (op instanceof Op.ConvolutionInputGradient g) {
      int taps = g.geometry().window().height() * g.geometry().window().width();
      Op.Transpose t = new Op.Transpose(taps, g.geometry().channels(), g.outChannels());
      in.set(1, transposed(n, t, in.get(1)));
      Optional<Geometry> turned = WinogradChoice.gradient(g.geometry(), g.outChannels());
      Optional<Winograd> w = turned.flatMap(c -> algorithm(c, g.geometry().channels()));
      if (w.isPresent()) {
        winograd(
            n, w.get(), turned.get(), g.geometry().channels(), Epilogue.NONE, true, in, out);
        return;
      }
    } else if (op instanceof Op.ConvolutionWeightGradient g) {
      Optional<Winograd> w = algorithm(g.geometry(), g.outChannels());
      if (w.isPresent()) {
        op = new Op.WinogradWeightGradient(
            w.get(), g.geometry(), g.outChannels(), WinogradChoice.rows(w.get(), g.geometry()));
      }
    } else if (n.op() instanceof Op.DenseInputGradient g) {
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
    add(n, n.name(), op, in, out, workspace(n, op), tasks(op));
    if (sumSize > 0) {
      Op sum = new Op.SumParts(parts, sumSize);
      int partial = out.get(out.size() - 1);
      add(n, n.name() + ".sum", sum, List.of(partial), summed, List.of(), tasks(sum));
    }
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
    add(n, n.name() + ".transpose", t, List.of(weights), List.of(out), List.of(), tasks(t));
    return out;
  }

  private Optional<Winograd> algorithm(Geometry g, int outChannels) {
    return exact ? Optional.empty() : WinogradChoice.of(g, outChannels, batch);
  }

  /** The weights are transformed, then the images; geometry is that of the images. */
  private void winograd(
      Node n, Winograd w, Geometry g, int outChannels, Epilogue e, boolean flipped,
      List<Integer> in, List<Integer> out) {
    int size = Math.multiplyExact(w.elements(), Math.multiplyExact(g.channels(), outChannels));
    int transformed = buffers.scratch(n.name() + ".transformed", size);
    Op weights = new Op.WinogradWeights(w, g.channels(), outChannels, flipped);
    add(
        n, n.name() + ".transform", weights, List.of(in.get(1)), List.of(transformed),
        workspace(n, weights), tasks(weights));
    in.set(1, transformed);
    int rows = WinogradChoice.rows(w, g);
    int count = (Math.multiplyExact(batch, w.down(g)) + rows - 1) / rows;
    Op op = new Op.WinogradConvolution(w, g, outChannels, e, rows);
    calls.add(
        new Call(
            n.name(), op, in, out, workspace(n, op), new Tasks.Fixed(count), count, n.origin(),
            n.text()));
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
    return tasks instanceof Tasks.Fixed f && Work.of(op, batch) < Work.WORTH_WAKING
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
    return grouped ? new Tasks.Fixed(parts) : new Tasks.Images();
  }

  private void add(
      Node n, String name, Op op, List<Integer> in, List<Integer> out, List<Integer> scratch,
      Tasks tasks) {
    calls.add(new Call(name, op, in, out, scratch, tasks, parts, n.origin(), n.text()));
  }
}

package cnnc.codegen.schedule;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Grain;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The door: a graph in its order becomes calls, with the scratch and the sums they need. */
public final class Scheduling {
  /**
   * Gradients of weights are summed over this many groups of images, each in order, and the groups
   * are summed in order: equal bits for any number of threads, work for this many times the kernel's
   * rows of threads.
   */
  private static final int PARTS = 16;

  private final Graph graph;
  private final ParameterLayout layout;
  private final int batch;
  private final int parts;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Integer> bufferOf = new HashMap<>();

  private Scheduling(Graph graph, ParameterLayout layout, int batch) {
    this.graph = graph;
    this.layout = layout;
    this.batch = batch;
    this.parts = Math.min(PARTS, batch);
  }

  /** The program of a graph for batches of up to {@code batch} images. */
  public static Program schedule(
      Graph graph, ParameterLayout layout, Program.Phase phase, int batch) {
    return new Scheduling(graph, layout, batch).program(phase);
  }

  private Program program(Program.Phase phase) {
    int backward = -1;
    for (Node n : graph.nodes()) {
      call(n);
      if (n.op() instanceof Op.SoftmaxCrossEntropy) {
        backward = calls.size();
      }
    }
    return new Program(
        graph.name(), phase, batch, buffers, calls, backward < 0 ? calls.size() : backward,
        bufferOf.get(graph.logits()), graph.losses() < 0 ? -1 : bufferOf.get(graph.losses()),
        -1, -1);
  }

  private void call(Node n) {
    List<Integer> in = new ArrayList<>(n.inputs().stream().map(v -> buffer(v, n)).toList());
    List<Integer> out = new ArrayList<>(n.outputs().stream().map(v -> buffer(v, n)).toList());
    if (n.op() instanceof Op.ConvolutionInputGradient g) {
      int taps = g.geometry().window().height() * g.geometry().window().width();
      Op.Transpose t = new Op.Transpose(taps, g.geometry().channels(), g.outChannels());
      in.set(1, transposed(n, t, in.get(1)));
    } else if (n.op() instanceof Op.DenseInputGradient g) {
      in.set(1, transposed(n, new Op.Transpose(1, g.in(), g.out()), in.get(1)));
    }
    List<Integer> summed = new ArrayList<>();
    int sumSize = sumSize(n.op());
    if (sumSize > 0) {
      // The last output is a parameter's gradient: the kernel writes parts of it, a sum follows.
      int last = out.size() - 1;
      summed.add(out.get(last));
      out.set(last, arena(n.name() + ".parts", 0, Math.multiplyExact(parts, sumSize)));
    }
    add(n, n.name(), n.op(), in, out, scratch(n), tasks(n.op()));
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
    int out = arena(n.name() + ".weights", 0, t.count() * t.rows() * t.columns());
    add(n, n.name() + ".transpose", t, List.of(weights), List.of(out), List.of(), tasks(t));
    return out;
  }

  /** LRN squares a row of pixels into scratch with zeros at both ends of the channels. */
  private List<Integer> scratch(Node n) {
    int row = 0;
    if (n.op() instanceof Op.Lrn l) {
      row = Math.multiplyExact(l.width(), l.channels() + 2 * l.response().radius());
    } else if (n.op() instanceof Op.LrnGradient l) {
      row = Math.multiplyExact(l.width(), 2 * l.channels() + 2 * l.response().radius());
    }
    return row == 0
        ? List.of()
        : List.of(arena(n.name() + ".scratch", 0, Math.multiplyExact(parts, row)));
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
    if (op instanceof Op.ConvolutionWeightGradient g) {
      return new Tasks.Fixed(parts * g.geometry().window().height());
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
            || op instanceof Op.SoftmaxCrossEntropy;
    return grouped ? new Tasks.Fixed(parts) : new Tasks.Images();
  }

  private void add(
      Node n, String name, Op op, List<Integer> in, List<Integer> out, List<Integer> scratch,
      Tasks tasks) {
    calls.add(new Call(name, op, in, out, scratch, tasks, parts, n.origin(), n.text()));
  }

  /** The buffer of a value, named after the node that writes it. */
  private int buffer(int value, Node n) {
    return bufferOf.computeIfAbsent(value, v -> newBuffer(graph.values().get(v), n));
  }

  private int newBuffer(Value v, Node n) {
    return switch (v.kind()) {
      case INPUT -> buffer("input", Buffer.Space.INPUT, v.size(), 0, 0);
      case LABELS -> buffer("labels", Buffer.Space.LABELS, 1, 0, 0);
      case PARAMETER ->
          buffer(v.name(), Buffer.Space.WEIGHTS, 0, v.size(), layout.offsets().get(v.parameter()));
      case PARAMETER_GRADIENT ->
          buffer(
              v.name(), Buffer.Space.GRADIENTS, 0, v.size(), layout.offsets().get(v.parameter()));
      case ACTIVATION -> {
        String name = n.outputs().indexOf(v.id()) == 0 ? n.name() : v.name();
        yield arena(name, v.size(), 0);
      }
    };
  }

  private int arena(String name, int perImage, int fixed) {
    return buffer(name, Buffer.Space.ARENA, perImage, fixed, -1);
  }

  private int buffer(String name, Buffer.Space space, int perImage, int fixed, int offset) {
    buffers.add(new Buffer(buffers.size(), name, space, perImage, fixed, offset));
    return buffers.size() - 1;
  }
}

package cnnc.codegen.select;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.kernel.KernelNode;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.AveragePooling;
import cnnc.codegen.kernel.cpu.AveragePoolingGradient;
import cnnc.codegen.kernel.cpu.BlockedColumns;
import cnnc.codegen.kernel.cpu.ChannelBlocks;
import cnnc.codegen.kernel.cpu.ChannelMoments;
import cnnc.codegen.kernel.cpu.CombineMoments;
import cnnc.codegen.kernel.cpu.Copying;
import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.kernel.cpu.DenseForward;
import cnnc.codegen.kernel.cpu.DenseInputGradient;
import cnnc.codegen.kernel.cpu.DenseWeightGradient;
import cnnc.codegen.kernel.cpu.DepthwiseConvolution;
import cnnc.codegen.kernel.cpu.DepthwiseInputGradient;
import cnnc.codegen.kernel.cpu.DepthwiseWeightGradient;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.codegen.kernel.cpu.DirectInputGradient;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.GroupSumsLoop;
import cnnc.codegen.kernel.cpu.ImageMoments;
import cnnc.codegen.kernel.cpu.Interpolation;
import cnnc.codegen.kernel.cpu.InterpolationGradient;
import cnnc.codegen.kernel.cpu.LargeWeightGradient;
import cnnc.codegen.kernel.cpu.LocalBackward;
import cnnc.codegen.kernel.cpu.LocalForward;
import cnnc.codegen.kernel.cpu.LocalWeights;
import cnnc.codegen.kernel.cpu.LossLoop;
import cnnc.codegen.kernel.cpu.LrnLines;
import cnnc.codegen.kernel.cpu.LrnLinesGradient;
import cnnc.codegen.kernel.cpu.MaxPooling;
import cnnc.codegen.kernel.cpu.MaxPoolingGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.kernel.cpu.PointwiseLoop;
import cnnc.codegen.kernel.cpu.SideBySide;
import cnnc.codegen.kernel.cpu.SumOfParts;
import cnnc.codegen.kernel.cpu.Transpose;
import cnnc.codegen.kernel.cpu.Winograd;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.kernel.cpu.WinogradWeights;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.OpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Kernels for a CPU: weights are prepared where kernels need it, partial sums completed. */
final class CpuSelection {
  private interface Rule {
    void select(CpuSelection to, Node n);
  }

  private interface Typed<T> {
    void select(CpuSelection to, Node n, T op);
  }

  private static final OpTable<Op, Rule> TABLE =
      OpTable.<Op, Rule>of(Op.class, "CPU kernels")
          .row(Op.Convolution.class, rule(Op.Convolution.class, CpuSelection::convolution))
          .row(Op.ConvolutionInputGradient.class,
              rule(Op.ConvolutionInputGradient.class, CpuSelection::inputGradient))
          .row(Op.ConvolutionWeightGradient.class,
              rule(Op.ConvolutionWeightGradient.class, CpuSelection::weightGradient))
          .row(Op.LocalConvolution.class, one(Op.LocalConvolution.class, LocalForward::new))
          .row(Op.LocalInputGradient.class,
              rule(Op.LocalInputGradient.class, CpuSelection::localInputGradient))
          .row(Op.LocalWeightGradient.class,
              one(Op.LocalWeightGradient.class, LocalWeights::new))
          .row(Op.Dense.class, one(Op.Dense.class, DenseForward::new))
          .row(Op.DenseInputGradient.class,
              one(Op.DenseInputGradient.class, DenseInputGradient::new))
          .row(Op.DenseWeightGradient.class,
              one(Op.DenseWeightGradient.class, DenseWeightGradient::new))
          .row(Op.Pointwise.class, one(Op.Pointwise.class, PointwiseLoop::new))
          .row(Op.Moments.class, rule(Op.Moments.class, CpuSelection::moments))
          .row(Op.GroupSums.class, one(Op.GroupSums.class, GroupSumsLoop::new))
          .row(Op.MaxPool.class, one(Op.MaxPool.class, MaxPooling::new))
          .row(Op.MaxPoolGradient.class, one(Op.MaxPoolGradient.class, MaxPoolingGradient::new))
          .row(Op.AveragePool.class, one(Op.AveragePool.class, AveragePooling::new))
          .row(Op.AveragePoolGradient.class,
              one(Op.AveragePoolGradient.class, AveragePoolingGradient::new))
          .row(Op.Copy.class, one(Op.Copy.class, Copying::new))
          .row(Op.NearestUpsample.class,
              one(Op.NearestUpsample.class, u -> new Copying(u.enlargement().repeated())))
          .row(Op.BilinearUpsample.class,
              one(Op.BilinearUpsample.class, u -> new Interpolation(u.enlargement())))
          .row(Op.BilinearUpsampleGradient.class,
              one(
                  Op.BilinearUpsampleGradient.class,
                  u -> new InterpolationGradient(u.enlargement())))
          .row(Op.Lrn.class, one(Op.Lrn.class, LrnLines::new))
          .row(Op.LrnGradient.class, one(Op.LrnGradient.class, LrnLinesGradient::new))
          .row(Op.Judgement.class, one(Op.Judgement.class, LossLoop::new))
          .build();

  /** By measurement: a tile of few input channels has too few accumulators to hide latency. */
  private static final int FEW_CHANNELS = 4;

  private static final double SLOWER_WITH_FEW = 1.6;

  private final CpuPlan plan;
  private final KernelNodes nodes;

  private CpuSelection(Graph graph, CpuPlan plan) {
    this.plan = plan;
    this.nodes = new KernelNodes(graph);
  }

  static KernelGraph select(Graph graph, CpuPlan plan) {
    CpuSelection selection = new CpuSelection(graph, plan);
    for (Node n : graph.nodes()) {
      TABLE.get(n.op()).select(selection, n);
      if (n.outputs().contains(graph.losses())) {
        selection.nodes.endForward();
      }
    }
    return selection.nodes.graph();
  }

  private static <T extends Op> Rule rule(Class<T> kind, Typed<T> rule) {
    return (to, n) -> rule.select(to, n, kind.cast(n.op()));
  }

  /** An op that one kernel computes. */
  private static <T extends Op> Rule one(Class<T> kind, Function<T, CpuKernel> kernel) {
    return (to, n) -> to.add(n, kernel.apply(kind.cast(n.op())), n.inputs(), Optional.empty());
  }

  private static void convolution(CpuSelection to, Node n, Op.Convolution c) {
    if (c.geometry().depthwise(c.outChannels(), c.groups())) {
      to.add(n, new DepthwiseConvolution(c), n.inputs(), Optional.empty());
      return;
    }
    Optional<Winograd> w =
        c.groups() == 1
            ? to.plan.winograd(n.name(), c.geometry(), c.outChannels(), false, 1)
            : Optional.empty();
    if (w.isPresent()) {
      to.winograd(n, w.get(), c, false);
    } else if (narrow(c.outChannels(), c.groups())) {
      List<Integer> inputs = new ArrayList<>(n.inputs());
      Optional<SideBySide> several = SideBySide.of(c);
      inputs.set(
          1,
          several.isPresent()
              ? to.prepared(
                  n, "sideBySide", several.get(), inputs.get(1), n.name() + ".sideBySide")
              : to.padded(n, inputs.get(1), c.geometry(), c.outChannels(), c.outChannels()));
      to.direct(
          n,
          new DirectConvolution(
              several.map(SideBySide::together).orElse(c), true, Optional.empty()),
          inputs);
    } else {
      Optional<ChannelBlocks> blocks =
          to.plan.fewImages() ? ChannelBlocks.of(c) : Optional.empty();
      List<Integer> inputs = new ArrayList<>(n.inputs());
      blocks.ifPresent(b -> inputs.set(1, to.blocked(n, inputs.get(1), c, b)));
      to.direct(n, new DirectConvolution(c, false, blocks), inputs);
    }
  }

  /** Winograd's is a convolution of the gradients, turned round; any other reads weights so turned. */
  private static void inputGradient(CpuSelection to, Node n, Op.ConvolutionInputGradient g) {
    int channels = g.geometry().channels();
    if (g.geometry().depthwise(g.outChannels(), g.groups())) {
      to.add(n, new DepthwiseInputGradient(g), n.inputs(), Optional.empty());
      return;
    }
    Optional<Geometry> turned =
        WinogradChoice.gradient(g.geometry(), g.outChannels()).filter(c -> g.groups() == 1);
    Optional<Winograd> w =
        turned.flatMap(c -> to.plan.winograd(n.name(), c, channels, false, 1));
    if (w.isPresent()) {
      to.winograd(
          n, w.get(), new Op.Convolution(turned.get(), channels, 1, false, Formula.IDENTITY),
          true);
      return;
    }
    int taps = g.geometry().window().taps();
    int weights =
        to.prepared(
            n, "transpose", new Transpose(taps, channels / g.groups(), g.outChannels()),
            n.inputs().get(1), n.name() + ".weights");
    boolean padded = narrow(channels, g.groups());
    int rows =
        padded ? to.padded(n, weights, g.geometry(), g.outChannels(), channels) : weights;
    to.direct(n, new DirectInputGradient(g, padded), List.of(n.inputs().get(0), rows));
  }

  /** Whether results fill no vector of the widest. */
  private static boolean narrow(int channels, int groups) {
    return groups == 1 && channels < PaddedColumns.WIDTH;
  }

  /** Weights whose rows are whole vectors. */
  private int padded(Node n, int weights, Geometry g, int outChannels, int columns) {
    int rows = g.weights(outChannels, 1) / columns;
    return prepared(
        n, "pad", new PaddedColumns(rows, columns), weights, n.name() + ".padded");
  }

  private int blocked(Node n, int weights, Op.Convolution c, ChannelBlocks blocks) {
    int rows = c.geometry().weights(c.outChannels(), 1) / c.outChannels();
    return prepared(
        n, "block", new BlockedColumns(rows, c.outChannels(), blocks.channels()), weights,
        n.name() + ".blocked");
  }

  private static void weightGradient(CpuSelection to, Node n, Op.ConvolutionWeightGradient g) {
    if (g.geometry().depthwise(g.outChannels(), g.groups())) {
      to.add(n, new DepthwiseWeightGradient(g), n.inputs(), Optional.empty());
      return;
    }
    double slower = g.geometry().channels() < FEW_CHANNELS ? SLOWER_WITH_FEW : 1;
    Optional<Winograd> w =
        g.groups() == 1
            ? to.plan.winograd(n.name(), g.geometry(), g.outChannels(), true, slower)
            : Optional.empty();
    if (w.isPresent()) {
      int rows = WinogradChoice.rows(w.get(), g.geometry(), to.plan.batch(), true);
      to.add(
          n, new WinogradWeightGradient(w.get(), g, rows), n.inputs(),
          to.followed(n, w.get().outputs()));
    } else if (LargeWeightGradient.fits(g)) {
      to.direct(n, new LargeWeightGradient(g), n.inputs());
    } else {
      to.direct(
          n, new DirectWeightGradient(g, narrow(g.outChannels(), g.groups())), n.inputs());
    }
  }

  private static void localInputGradient(CpuSelection to, Node n, Op.LocalInputGradient g) {
    int taps = Math.multiplyExact(g.geometry().outPixels(), g.geometry().window().taps());
    int weights =
        to.prepared(
            n, "transpose", new Transpose(taps, g.geometry().channels(), g.outChannels()),
            n.inputs().get(1), n.name() + ".weights");
    to.add(
        n, new LocalBackward(g), List.of(n.inputs().get(0), weights), Optional.empty());
  }

  private static void moments(CpuSelection to, Node n, Op.Moments op) {
    if (op.perImage()) {
      to.add(n, new ImageMoments(op), n.inputs(), Optional.empty());
      return;
    }
    int channels = op.frame().channels();
    int parts = to.plan.parts();
    List<Integer> partial =
        List.of(
            to.nodes.value(n.name() + ".means", Role.PARTIAL_SUMS, (long) parts * channels),
            to.nodes.value(n.name() + ".squares", Role.PARTIAL_SUMS, (long) parts * channels));
    to.node(n.name() + ".parts", n, new ChannelMoments(op), n.inputs(), partial);
    to.node(
        n.name(), n,
        new CombineMoments(parts, channels, op.frame().pixels(), to.plan.imagesOfPart()), partial,
        n.outputs());
  }

  /** A kernel whose partial sums another kernel completes. */
  private void node(
      String name, Node n, CpuKernel kernel, List<Integer> inputs, List<Integer> outputs) {
    nodes.add(
        new KernelNode(
            name, kernel, inputs, outputs, List.of(), Optional.empty(), CpuTasks.of(kernel, plan)));
  }

  private void direct(Node n, CpuKernel kernel, List<Integer> inputs) {
    add(n, kernel, inputs, followed(n, 0));
  }

  /** The measured choice for a node, where its kernel follows that. */
  private Optional<Choice> followed(Node n, int outputs) {
    return plan.choice(n.name()).filter(c -> c.outputs() == outputs);
  }

  /** The weights are transformed, then the images. */
  private void winograd(Node n, Winograd w, Op.Convolution op, boolean backward) {
    int in = op.geometry().channels();
    int transformed =
        prepared(
            n, "transform", new WinogradWeights(w, in, op.outChannels(), backward),
            n.inputs().get(1), n.name() + ".transformed");
    List<Integer> inputs = new ArrayList<>(n.inputs());
    inputs.set(1, transformed);
    int rows = WinogradChoice.rows(w, op.geometry(), plan.batch(), false);
    add(n, new WinogradConvolution(w, op, rows), inputs, followed(n, w.outputs()));
  }

  /** A parameter as a kernel wants it. */
  private int prepared(Node n, String how, CpuKernel kernel, int parameter, String name) {
    int value = nodes.value(name, Role.PACKED, kernel.ports().get(1).size());
    add(n.name() + "." + how, n, kernel, List.of(parameter), List.of(value), Optional.empty());
    return value;
  }

  private void add(Node n, CpuKernel kernel, List<Integer> inputs, Optional<Choice> choice) {
    add(n.name(), n, kernel, inputs, n.outputs(), choice);
  }

  /** Adds a kernel with its workspace, and the sums of what it leaves in parts. */
  private void add(
      String name, Node n, CpuKernel kernel, List<Integer> inputs, List<Integer> results,
      Optional<Choice> choice) {
    List<Integer> outputs = new ArrayList<>();
    List<Integer> scratch = new ArrayList<>();
    List<KernelNode> sums = new ArrayList<>();
    for (Port port : kernel.ports()) {
      if (port.use() == Port.Use.WORKSPACE) {
        scratch.add(nodes.value(name + ".workspace", Role.WORKSPACE, port.size()));
      } else if (port.use() == Port.Use.PARTIAL_SUMS) {
        int whole = results.get(outputs.size());
        String suffix = sums.isEmpty() ? "" : String.valueOf(sums.size() + 1);
        int parts =
            nodes.value(
                name + ".parts" + suffix, Role.PARTIAL_SUMS,
                Math.multiplyExact(plan.parts(), port.size()));
        outputs.add(parts);
        SumOfParts sum = new SumOfParts(plan.parts(), Math.toIntExact(port.size()));
        sums.add(
            new KernelNode(
                name + ".sum" + suffix, sum, List.of(parts), List.of(whole), List.of(),
                Optional.empty(), CpuTasks.of(sum, plan)));
      } else if (port.writes()) {
        outputs.add(results.get(outputs.size()));
      }
    }
    nodes.add(
        new KernelNode(
            name, kernel, inputs, outputs, scratch, choice, CpuTasks.of(kernel, plan)));
    sums.forEach(nodes::add);
  }
}

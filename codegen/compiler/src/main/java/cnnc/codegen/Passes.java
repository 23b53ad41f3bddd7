package cnnc.codegen;

import cnnc.codegen.autodiff.Differentiation;
import cnnc.codegen.fuse.Fusion;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.lower.Lowering;
import cnnc.codegen.memory.MemoryPlanner;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.schedule.Scheduling;
import cnnc.codegen.select.Selection;
import cnnc.codegen.simplify.Simplification;
import cnnc.codegen.verify.Verifier;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The passes from a model to a program, in their order; each is timed, and what it makes verified. */
public final class Passes {
  /** Their names, in order. */
  public static final List<String> NAMES =
      List.of(
          "lower", "simplify", "differentiate", "decompose", "fuse", "select", "schedule", "plan");

  /**
   * A pass that has run.
   *
   * @param result which prints itself as stable text
   */
  public record Trace(String pass, long nanos, Object result) {}

  private final Model model;
  private final Phase phase;
  private final Target target;
  private final boolean features;
  private final List<Trace> traces = new ArrayList<>();

  /** No pass has run yet. */
  public Passes(Model model, Phase phase, Target target) {
    this(model, phase, target, false);
  }

  /**
   * No pass has run yet.
   *
   * @param features whether what no loss judges is given back, too
   */
  Passes(Model model, Phase phase, Target target, boolean features) {
    this.model = model;
    this.phase = phase;
    this.target = target;
    this.features = features;
  }

  /** What has run so far. */
  public List<Trace> traces() {
    return List.copyOf(traces);
  }

  /** The graph as kernels are chosen for it. */
  public Graph graph() {
    List<Integer> outputs = outputs();
    Graph lowered = pass("lower", () -> Lowering.lower(model.network(), phase, outputs));
    Graph simple = pass("simplify", () -> Simplification.simplify(lowered, target));
    Graph whole =
        phase == Phase.TRAIN
            ? pass("differentiate", () -> Differentiation.differentiate(simple, terms(outputs)))
            : simple;
    Graph decomposed = pass("decompose", () -> Simplification.decompose(whole, target));
    return pass("fuse", () -> Fusion.fuse(decomposed, target));
  }

  /**
   * The first, which predictions are made of, in training what the loss judges, and what is there to be
   * read where that is wanted.
   */
  private List<Integer> outputs() {
    Stream<Integer> others =
        phase == Phase.TRAIN
            ? model.judged().stream().map(LossTerm.Judged::output)
            : features ? model.features().stream() : Stream.empty();
    return Stream.concat(Stream.of(0), others).distinct().toList();
  }

  /** The terms by the places of their outputs among these. */
  private List<LossTerm.Judged> terms(List<Integer> outputs) {
    return model.judged().stream().map(t -> t.of(outputs.indexOf(t.output()))).toList();
  }

  /**
   * The program without places in memory.
   *
   * @param exact by no algorithm that trades rounding for speed
   * @throws ArithmeticException when one of its buffers is too large for any memory
   */
  Program scheduled(int batch, boolean exact, Tuning tuning) {
    Graph graph = graph();
    KernelGraph kernels =
        pass("select", () -> Selection.select(graph, phase, batch, target, exact, tuning));
    ParameterLayout parameters =
        target == Target.CPU
            ? ParameterLayout.of(model.network())
            : ParameterLayout.onDevice(graph);
    ParameterLayout states = ParameterLayout.ofStates(model.network());
    return pass(
        "schedule", () -> Scheduling.schedule(kernels, parameters, states, phase, batch, exact));
  }

  /** The program with its places in memory; nothing when its arena is too large for any. */
  public Optional<Program> planned(int batch, boolean exact, Tuning tuning) {
    Program scheduled = scheduled(batch, exact, tuning);
    long since = System.nanoTime();
    Optional<Program> planned = MemoryPlanner.plan(scheduled);
    planned.map(Verifier::verify)
        .ifPresent(p -> traces.add(new Trace("plan", System.nanoTime() - since, p)));
    return planned;
  }

  private <T> T pass(String name, Supplier<T> work) {
    long since = System.nanoTime();
    T result = work.get();
    traces.add(new Trace(name, System.nanoTime() - since, result));
    if (result instanceof Graph graph) {
      Verifier.verify(graph);
    }
    return result;
  }
}

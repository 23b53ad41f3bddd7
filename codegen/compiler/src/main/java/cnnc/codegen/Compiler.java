package cnnc.codegen;

import cnnc.codegen.emit.cuda.CudaEmitter;
import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.codegen.emit.java.JavaEmitter;
import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.emit.onnx.OnnxEmitter;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.cuda.CudaKernel;
import cnnc.codegen.memory.MemoryPlanner;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.simplify.Simplification;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The driver, and the only place that knows the order: parse, resolve, lower, simplify,
 * differentiate, fuse, schedule, plan memory, emit. Prints nothing; faults of the input are
 * reported to the diagnostics.
 */
public final class Compiler {
  private static final Output NOTHING = new Output(List.of(), List.of());

  private final Diagnostics diagnostics;
  private final FrontEnd frontEnd;
  private Tuning tuning = Tuning.NONE;
  private List<Integer> lanes = JavaEmitter.ALL_LANES;
  private boolean poison;

  public Compiler(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.frontEnd = new FrontEnd(diagnostics);
  }

  /** Lets generated programs overwrite what they have freed with NaN: a test of the plan. */
  public Compiler poisoning() {
    poison = true;
    return this;
  }

  /** Follows these choices, on a CPU. */
  public Compiler tuned(Tuning choices) {
    tuning = choices;
    return this;
  }

  /**
   * Writes kernels of this many lanes only, for code that runs where it is compiled: javac needs
   * longer than all else, and machines differ in nothing but these.
   */
  public Compiler lanes(int only) {
    lanes = List.of(only);
    return this;
  }

  /** The version that stands in generated files. */
  public static String version() {
    try (InputStream in = Compiler.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads networks; what is wrong with them goes to the same diagnostics. */
  public FrontEnd frontEnd() {
    return frontEnd;
  }

  /** Reports a package header that is not the package of the folder the file lies in. */
  public void requirePackage(Model model, String folder) {
    if (!model.packageName().isEmpty() && !model.packageName().equals(folder)) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BAD_OUTPUT_NAME, model.packageOrigin(),
                  "the file declares package `" + model.packageName()
                      + "`, but its folder is `" + folder + "`")
              .help("move the file, or leave the package out"));
    }
  }

  /**
   * A planned program, or nothing when its arena would be too large, which is reported.
   *
   * @param exact by no algorithm that trades rounding for speed
   */
  public Optional<Program> program(
      Model model, Phase phase, int batch, Target target, boolean exact) {
    Network network = model.network();
    Optional<Program> planned = Optional.empty();
    try {
      checkInput(network, batch);
      // An application reads them of one image after another, on its own cores.
      boolean features = phase == Phase.EVAL && target == Target.CPU && batch == 1;
      planned =
          new Passes(model, phase, target, features).planned(batch, exact, tuning)
              .filter(Compiler::canFeed);
    } catch (ArithmeticException overflow) {
      // More than 2^31 - 1 floats in one buffer.
    }
    if (planned.isEmpty()) {
      diagnostics.report(
          Diagnostic.of(
                  Code.ARENA_TOO_LARGE,
                  network.origin(),
                  "at batch " + batch + " the arena of `" + network.name()
                      + "` would have more than 2^31 - 9 floats")
              .help("use a smaller batch"));
    }
    return planned;
  }

  /** Launches of a training step; nothing when no memory could hold it, which is not reported. */
  public OptionalInt launches(Model model, int batch, Target target, boolean exact) {
    try {
      checkInput(model.network(), batch);
      Program program = new Passes(model, Phase.TRAIN, target).scheduled(batch, exact, tuning);
      return canFeed(program) && MemoryPlanner.canFit(program)
          ? OptionalInt.of(program.launches(target))
          : OptionalInt.empty();
    } catch (ArithmeticException overflow) {
      return OptionalInt.empty();
    }
  }

  private static void checkInput(Network network, int batch) {
    Math.multiplyExact(network.input().size(), batch);
  }

  /** Whether a batch of inputs can be counted; on a GPU they may have more channels. */
  private static boolean canFeed(Program program) {
    return program.buffers(Buffer.Space.INPUT).stream()
        .allMatch(b -> program.size(b) <= Integer.MAX_VALUE);
  }

  /** What a model is compiled to. */
  public record Output(List<JavaSource> java, List<CudaSource> cuda) {
    public Output {
      java = List.copyOf(java);
      cuda = List.copyOf(cuda);
    }

    /** What javac compiles. */
    public List<GeneratedFile> sourceFiles() {
      return java.stream().map(s -> GeneratedFile.text(s.path(), s.text())).toList();
    }

    /** What lies beside the classes. */
    public List<GeneratedFile> resourceFiles() {
      return cuda.stream().map(s -> GeneratedFile.text(s.path(), s.text())).toList();
    }
  }

  /** The files of a model for the CPU and for what else is wanted; none when anything is wrong. */
  public Output compile(Model model, String packageName, Set<Target> targets) {
    JavaNames.check(model, packageName, diagnostics);
    if (diagnostics.hasErrors()) {
      return NOTHING;
    }
    Model simple = simplified(model);
    Network network = model.network();
    List<Program> programs = programs(model, Target.CPU);
    List<Program> cudaPrograms =
        targets.contains(Target.CUDA) && !diagnostics.hasErrors()
            ? programs(model, Target.CUDA)
            : List.of();
    checkChannels(network, cudaPrograms);
    tuning.lint(network.name(), programs, diagnostics);
    if (diagnostics.hasErrors()) {
      return NOTHING;
    }
    List<JavaSource> java =
        new ArrayList<>(
            JavaEmitter.emit(
                simple, packageName, ParameterLayout.of(network), programs, lanes, version(),
                poison));
    List<CudaSource> cuda = new ArrayList<>();
    if (!cudaPrograms.isEmpty()) {
      CudaKernels kernels = CudaKernels.of(simple, cudaPrograms);
      ParameterLayout layout = ParameterLayout.onDevice(new Passes(model, Phase.EVAL, Target.CUDA).graph());
      java.addAll(
          JavaEmitter.emitCuda(simple, packageName, layout, cudaPrograms, kernels, version()));
      cuda.add(
          CudaEmitter.emit(packageName, network.name(), kernels, version()));
    }
    JavaNames.checkClashes(model, java, diagnostics);
    return diagnostics.hasErrors() ? NOTHING : new Output(java, cuda);
  }

  /** Reports the layers whose channels a block of threads cannot keep at once. */
  private void checkChannels(Network network, List<Program> programs) {
    Set<String> layers = new LinkedHashSet<>();
    for (Program program : programs) {
      program.calls().stream()
          .filter(c -> ((CudaKernel) c.kernel()).shared() > CudaKernel.MOST_SHARED)
          .forEach(c -> layers.add(c.name().split("\\.")[0]));
    }
    for (Layer layer : network.layers()) {
      if (layers.contains(layer.name())) {
        diagnostics.report(
            Diagnostic.of(
                    Code.TOO_MANY_CHANNELS, layer.origin(),
                    "a GPU's kernel cannot keep so many channels at once")
                .note("a block of its threads shares " + CudaKernel.MOST_SHARED + " values")
                .help("compile for the CPU only, or use fewer channels"));
      }
    }
  }

  /**
   * The network as an ONNX model.
   *
   * @param weights by the parameters' names, rows first
   */
  public byte[] onnx(Model model, Map<String, float[]> weights) {
    return OnnxEmitter.emit(model, weights, version());
  }

  /** Whether the ONNX model takes raw images, and not what the network sees. */
  public static boolean onnxTakesImages(Model model) {
    return OnnxEmitter.takesImages(model);
  }

  /** A program for each way in which a recipe trains, and for each batch that is judged. */
  private List<Program> programs(Model model, Target target) {
    boolean cpu = target == Target.CPU;
    List<Program> programs = new ArrayList<>();
    for (boolean exact : new boolean[] {false, true}) {
      TreeSet<Integer> trainBatches = new TreeSet<>();
      model.recipes().stream()
          .filter(r -> (cpu && r.exact()) == exact)
          .forEach(r -> trainBatches.add(r.batch()));
      for (int batch : trainBatches) {
        program(model, Phase.TRAIN, batch, target, exact)
            .ifPresent(programs::add);
      }
    }
    for (int batch : new TreeSet<>(List.of(1, model.evaluation().batch()))) {
      program(
              model, Phase.EVAL, batch, target,
              cpu && model.evaluation().exact())
          .ifPresent(programs::add);
    }
    return programs;
  }

  /** The model with recipes whose augmentation holds no dead op, unless they are faithful. */
  private Model simplified(Model model) {
    List<Recipe> recipes = new ArrayList<>();
    for (Recipe r : model.recipes()) {
      Optional<Augmentation> chain =
          r.faithful()
              ? r.augmentation()
              : r.augmentation().map(a -> Simplification.simplify(a, r.name(), diagnostics));
      recipes.add(
          new Recipe(
              r.name(), r.data(), chain, r.batch(), r.length(), r.accumulate(), r.seed(), r.optimizer(),
              r.shuffle(), r.average(), r.tf32(), r.exact(), r.faithful(),
              r.monitor(), r.origin()));
    }
    return model.with(recipes);
  }
}

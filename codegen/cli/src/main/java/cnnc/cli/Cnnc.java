package cnnc.cli;

import cnnc.codegen.Compiler;
import cnnc.codegen.JavaNames;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.files.SourceTree;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Model;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code cnnc FILE... -d DIR}: compiles. */
@Command(
    name = "cnnc",
    description = "Compiles convolutional networks (.cnn) into Java that trains and runs them.",
    versionProvider = Cnnc.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      SummaryCommand.class, MemoryCommand.class, TrainCommand.class, EvalCommand.class,
      PredictCommand.class, DataCommand.class, PreviewCommand.class, WhenceCommand.class, TuneCommand.class, ExportCommand.class, FormatCommand.class, DoctorCommand.class, GpuCheckCommand.class,
      ExplainCommand.class, CommandLine.HelpCommand.class, GenerateCompletion.class
    },
    footer = {
      "",
      "Examples:",
      "  cnnc net.cnn -d src                    generates Java",
      "  cnnc train net.cnn --data=synthetic --out=runs/first",
      "  cnnc explain CNN0304                   explains a diagnostic",
      "  source <(cnnc generate-completion)     completes commands in bash and zsh"
    })
final class Cnnc implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Networks to compile.")
  private List<Path> files = List.of();

  @Mixin private ReadOptions reading;

  @Option(names = "-d", paramLabel = "DIR", description = "Folder for the generated files.")
  private Path folder;

  @Option(
      names = "-p",
      paramLabel = "PACKAGE",
      description = "Java package; by default the file's own.")
  private String packageName;

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "cpu,cuda",
      description = "What to compile for; the CPU always.")
  private Set<Target> targets = Set.of();

  @Option(
      names = "--cuda-arch",
      split = ",",
      paramLabel = "sm_90",
      description = "Compile the kernels for these GPUs too; needs nvcc or NVRTC.")
  private Set<String> architectures = Set.of();

  @Option(
      names = "--emit",
      paramLabel = "PASS",
      description = {
        "Print what lies behind a pass of the compiler instead:",
        "lower, simplify, differentiate, decompose, fuse, select, schedule, plan;",
        "or a picture of the network: svg, mermaid."
      })
  private String pass;

  @Override
  public Integer call() {
    if (files.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name a .cnn file, or a command");
    }
    for (Path file : files) {
      boolean command = folder == null && !Files.exists(file) && !file.toString().contains(".");
      if (command) {
        throw new UnmatchedArgumentException(spec.commandLine(), List.of(file.toString()));
      }
    }
    if (pass != null) {
      return EmittedPass.print(spec, files, reading, pass, targets);
    }
    if (folder == null || folder.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name an output folder with -d DIR");
    }
    if (packageName != null && !JavaNames.isPackage(packageName)) {
      throw new ParameterException(
          spec.commandLine(), "`" + packageName + "` is no Java package (-p)");
    }
    for (String architecture : architectures) {
      if (!architecture.matches("sm_[0-9]{2,3}[a-z]?")) {
        throw new ParameterException(
            spec.commandLine(), "`" + architecture + "` is no architecture such as sm_90");
      }
    }
    if (!architectures.isEmpty() && !targets.contains(Target.CUDA)) {
      throw new ParameterException(spec.commandLine(), "--cuda-arch needs --target=cuda");
    }
    List<GeneratedFile> made = new ArrayList<>();
    for (Path file : files) {
      NetworkFile network = NetworkFile.read(file, reading);
      network.use(recipe -> true);
      for (Model model : network.models()) {
        String target = packageName == null ? model.packageName() : packageName;
        Compiler.Output output = network.compile(model, target, targets);
        made.addAll(output.sourceFiles());
        made.addAll(output.resourceFiles());
        made.addAll(KernelBinaries.of(output.cuda(), architectures));
      }
    }
    for (GeneratedFile file : made) {
      Outputs.checkApart(folder.resolve(file.path()), files.toArray(Path[]::new));
    }
    try {
      SourceTree.write(folder, made);
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write to " + folder + ": " + Reasons.of(fault));
    }
    return 0;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"cnnc " + Compiler.version()};
    }
  }
}

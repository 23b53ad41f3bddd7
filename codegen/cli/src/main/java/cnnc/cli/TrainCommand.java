package cnnc.cli;

import cnnc.cli.report.MemoryMap;
import cnnc.cli.report.Report;
import cnnc.cli.run.Provenance;
import cnnc.cli.run.RunFolder;
import cnnc.cli.terminal.Notes;
import cnnc.cli.terminal.ProgressLine;
import cnnc.codegen.FrontEnd;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Model;
import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.MetricsFile;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.TensorBoardFile;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import cnnc.runtime.weights.Checksum;
import cnnc.runtime.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code cnnc train FILE --recipe=NAME --data=DIR --out=RUN}, and {@code cnnc train --resume=RUN}. */
@Command(
    name = "train",
    description = "Compiles in memory, trains, evaluates, and saves the weights.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc train net.cnn --data=synthetic --steps=100 --out=runs/first",
      "  cnnc train net.cnn --recipe=adam3k --data=cifar-10-batches-bin --out=runs/second",
      "  cnnc train other.cnn --from=runs/second --out=runs/third",
      "  cnnc train --resume=runs/second           goes on where it stopped",
      "  cnnc train --resume=runs/second --steps=9000"
    })
final class TrainCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1", paramLabel = "FILE", description = "A .cnn file, or a .java file of networks.")
  private Path file;

  @Option(names = "--net", paramLabel = "NAME", description = "Which net, if there are several.")
  private String net;

  @Mixin private ReadOptions reading;

  @Option(names = "--recipe", paramLabel = "NAME", description = "Which recipe of the file.")
  private String recipeName;

  @Option(
      names = "--data",
      paramLabel = "DIR|synthetic",
      description = "Folder of the records; by default the data block's own, downloaded into.")
  private String data;

  @Option(names = "--steps", paramLabel = "N", description = "The step to stop at, instead of the recipe's.")
  private Long steps;

  @Option(names = "--seed", paramLabel = "S", description = "Instead of the recipe's.")
  private Long seed;

  static final int MOST_THREADS = 1024;

  @Option(names = "--threads", paramLabel = "T", description = "By default, one for each core.")
  private Integer threads;

  @Mixin private DeviceOption device;

  /** The GPU failed, or cuDNN. */
  private static final String DEVICE_FAILED = "CNN0720";

  private static final String INTERRUPTED = "CNN0725";

  @Option(names = "--out", paramLabel = "RUN", description = "A new folder.")
  private Path out;

  @Option(
      names = "--from", paramLabel = "F",
      description = "Begin with what another network has learned: a model.safetensors, a checkpoint, or a run's folder.")
  private Path from;

  @Option(
      names = "--resume", paramLabel = "RUN",
      description = "Go on with this run, from its newest checkpoint or the one that is named: network, recipe, seed and data are its own.")
  private Path resume;

  @Override
  public Integer call() {
    atLeast("--steps", steps, 0);
    atLeast("--threads", threads == null ? null : (long) threads, 1);
    if (threads != null && threads > MOST_THREADS) {
      throw usage("--threads must be at most " + MOST_THREADS);
    }
    if (resume == null) {
      begin();
    } else {
      goOn();
    }
    return 0;
  }

  private void begin() {
    if (file == null || out == null) {
      throw usage("name a file of networks and a new folder (--out=RUN), or a run to go on with (--resume=RUN)");
    }
    RunFolder folder = new RunFolder(out);
    folder.checkFree();
    NetworkFile source = NetworkFile.read(file, reading);
    Model model = source.model(net);
    cnnc.dsl.model.Recipe chosen = NetworkFile.recipe(model, recipeName);
    source.use(chosen.name()::equals);
    CompiledModel compiled =
        new CompiledModel(source, model.with(List.of(chosen)), device.targets());
    Recipe recipe = compiled.recipes().get(0);
    long start = seed == null ? recipe.seed() : seed;
    run(
        compiled, model, source, start, data,
        (trainer, images, report) -> {
          String begun = from == null ? null : begin(trainer.network());
          long all = length(trainer, images);
          String where = data == null || data.equals("synthetic") ? data : Path.of(data).toAbsolutePath().toString();
          folder.make(
              new RunFolder.Settings(model.network().name(), chosen.name(), start, where, begun, all),
              source.compiler().frontEnd().expanded(model), source.choices());
          train(trainer, recipe, folder, images, report);
        },
        folder);
  }

  /** With weights of another network; their sum. */
  private String begin(CompiledNetwork network) {
    Path file = RunFolder.weights(from);
    Notes.print("from %s: %s", file, network.startFrom(file));
    return Checksum.of(Safetensors.read(file).tensors());
  }

  /** Trains what weights come from again, in a folder that begins like theirs. */
  void again(RunFolder begun, Path weights, Map<String, String> about) {
    goOn(begun, Optional.empty(), trainer -> trainer.expect(weights, about));
  }

  private void goOn() {
    boolean own = file != null || out != null || from != null || data != null || seed != null || recipeName != null || net != null
        || !reading.settings().isEmpty();
    if (own) {
      throw usage("--resume goes on with what the run was begun with: beside it there are --steps, --threads and --device");
    }
    // One of a run's checkpoints, or the run.
    boolean one = Files.isRegularFile(resume);
    RunFolder folder = one ? RunFolder.around(resume) : new RunFolder(resume);
    Optional<Path> from =
        one
            ? Optional.of(resume)
            : new CheckpointFolder(folder.checkpoints()).newestFirst().stream().findFirst();
    if (from.isEmpty() && folder.settings().from() != null) {
      throw new Fault(
          "CNN0729",
          folder.path() + " began with weights of another network, and kept no checkpoint of them: begin"
              + " it again by --from");
    }
    goOn(folder, from, trainer -> {});
  }

  private void goOn(RunFolder folder, Optional<Path> from, Consumer<Trainer> more) {
    RunFolder.Settings settings = folder.settings();
    NetworkFile source = NetworkFile.read(folder.network(), reading);
    Model model = source.model(settings.net());
    CompiledModel compiled =
        new CompiledModel(source, model.with(List.of(NetworkFile.recipe(model, settings.recipe()))), device.targets());
    boolean further = steps != null;
    steps = further ? steps : (Long) settings.steps();
    run(
        compiled, model, source, settings.seed(), settings.data(),
        (trainer, images, report) -> {
          from.ifPresent(trainer::resume);
          more.accept(trainer);
          length(trainer, images);
          if (further) {
            trainer.listen(
                new TrainListener() {
                  @Override
                  public void begins(long step, long all) {
                    folder.change(settings.to(all));
                  }
                });
          }
          train(trainer, compiled.recipes().get(0), folder, images, report);
        },
        folder);
  }

  /** What is done between the network's first breath and its judgement. */
  private interface Training {
    void run(Trainer trainer, ImageSet images, Report report);
  }

  private void run(
      CompiledModel compiled, Model model, NetworkFile source, long start, String dataOption,
      Training training, RunFolder folder) {
    Recipe recipe = compiled.recipes().get(0);
    try (CompiledNetwork network = compiled.create(start)) {
      ImageSets images = DataOption.open(network.spec(), recipe, dataOption);
      int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
      network.useThreads(workers);
      device.use(compiled, network);
      Trainer trainer = new Trainer(network, recipe).seed(start).judge(images.judging());
      Notes.kernels(network, workers);
      Report report =
          new Report(
              folder.report(), folder.metrics(),
              new Report.Subject(
                  network, recipe, images, FrontEnd.picture(model, "svg"),
                  memory(source, model, recipe)));
      training.run(trainer, images.train(), report);
      judge(network, images.test(), folder, report);
    }
  }

  private String memory(NetworkFile source, Model model, Recipe recipe) {
    Target target =
        device.targets().contains(Target.CUDA) ? Target.CUDA : Target.CPU;
    return source.compiler()
        .program(model, Phase.TRAIN, recipe.batch(), target, recipe.exact())
        .map(MemoryMap::of)
        .orElse("");
  }

  /** Says how long it will take; the step to stop at. */
  private long length(Trainer trainer, ImageSet images) {
    if (steps != null) {
      trainer.steps(steps);
    }
    long all = trainer.length(images);
    Notes.print(
        "training %s by %s, %d steps on %d images in batches of %d; the first waits for the JIT",
        trainer.network().spec().name(), trainer.recipe().name(), all, images.size(),
        trainer.recipe().batch());
    return all;
  }

  private void train(
      Trainer trainer, Recipe recipe, RunFolder folder, ImageSet images, Report report) {
    trainer.network().describe(Provenance.of(trainer.network(), folder));
    long begin = System.nanoTime();
    ProgressLine progress = new ProgressLine(folder.path());
    try (MetricsFile metrics = new MetricsFile(folder.metrics(), recipe);
        TensorBoardFile events = new TensorBoardFile(folder.events(), recipe)) {
      trainer.checkpoints(folder.checkpoints()).listen(progress.log(recipe)).listen(metrics).listen(events).listen(report).run(images);
    } catch (Fault fault) {
      report.failed(fault.getMessage());
      if (progress.steps() == 0) {
        folder.forget();
      }
      if (fault.code().equals(INTERRUPTED) && progress.stopping()) {
        throw new Main.Reported();
      }
      throw fault;
    } finally {
      progress.close();
    }
    Notes.print("trained %d steps in %s", progress.steps(), Notes.since(begin));
    Path best = new CheckpointFolder(folder.checkpoints()).best();
    if (Files.exists(best)) {
      Notes.print(
          "the best by %s, after %d steps: %s",
          recipe.monitor().checkpointing().best().name().toLowerCase(Locale.ROOT),
          Checkpoint.read(best).step(), best);
    }
  }

  /**
   * Judges before it saves: weights that give no numbers are not kept as if they were a result. What
   * was learned is none the worse where it is the device that fails.
   */
  private void judge(
      CompiledNetwork network, ImageSet test, RunFolder folder, Report report) {
    long begin = System.nanoTime();
    Path model = folder.model();
    Answers answers;
    try {
      answers = network.judge(test);
    } catch (Fault fault) {
      if (fault.code().equals(DEVICE_FAILED)) {
        network.save(model);
        Notes.print("wrote %s, which is not judged; `cnnc eval` does that", model);
      }
      throw fault;
    }
    String took = Notes.since(begin);
    double precision = answers.top(network.spec().top());
    network.describe(
        Map.of(
            "result",
            String.format(
                Locale.ROOT, "precision @ %d = %s of %s", network.spec().top(), precision, test)));
    network.save(model);
    report.ended(answers);
    System.out.printf(Locale.ROOT, "precision @ %d = %.3f%n", network.spec().top(), precision);
    Notes.print("judged %d images in %s; wrote %s", test.size(), took, model);
  }

  private void atLeast(String option, Long value, long least) {
    if (value != null && value < least) {
      throw usage(option + " must be at least " + least + ", not " + value);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package cnnc.cli;

import cnnc.cli.terminal.Choices;
import cnnc.cli.terminal.Notes;
import cnnc.cli.terminal.ProgressLine;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Metrics;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Trainer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cnnc train FILE --recipe=NAME --data=DIR --out=RUN}. */
@Command(
    name = "train",
    description = "Compiles in memory, trains, evaluates, and saves the weights.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc train net.cnn --data=synthetic --steps=100 --out=runs/first",
      "  cnnc train net.cnn --recipe=adam3k --data=cifar-10-batches-bin --out=runs/second"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NetArguments net;

  @Option(names = "--recipe", paramLabel = "NAME", description = "Which recipe of the file.")
  private String recipeName;

  @Option(
      names = "--data",
      paramLabel = "DIR|synthetic",
      description = "Folder of the records; by default the data block's own, downloaded into.")
  private String data;

  @Option(names = "--steps", paramLabel = "N", description = "Instead of the recipe's.")
  private Long steps;

  @Option(names = "--seed", paramLabel = "S", description = "Instead of the recipe's.")
  private Long seed;

  static final int MOST_THREADS = 1024;

  @Option(names = "--threads", paramLabel = "T", description = "By default, one for each core.")
  private Integer threads;

  @Mixin private DeviceOption device;

  private static final String METRICS = "metrics.jsonl";

  /** The GPU failed, or cuDNN. */
  private static final String DEVICE_FAILED = "CNN0720";

  @Option(names = "--out", paramLabel = "RUN", required = true, description = "A new folder.")
  private Path out;

  @Override
  public Integer call() {
    atLeast("--steps", steps, 0);
    atLeast("--threads", threads == null ? null : (long) threads, 1);
    if (threads != null && threads > MOST_THREADS) {
      throw new ParameterException(spec.commandLine(), "--threads must be at most " + MOST_THREADS);
    }
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw inTheWay();
    }
    for (Path p = out.toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw new Fault("CNN0707", "cannot make the folder " + out + ": " + p + " is a file");
      }
    }
    NetworkFile source = net.read();
    Model model = net.model(source);
    cnnc.dsl.model.Recipe chosen = recipe(model);
    source.use(chosen.name()::equals);
    CompiledModel compiled =
        new CompiledModel(source, model.with(List.of(chosen)), device.targets());
    Recipe recipe = compiled.recipes().get(0);
    long start = seed == null ? recipe.seed() : seed;
    try (CompiledNetwork network = compiled.create(start)) {
      ImageSets images = DataOption.open(network.spec(), recipe.data(), data);
      int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
      network.useThreads(workers);
      device.use(compiled, network);
      ImageSet test =
          network.spec().data().equals(recipe.data())
              ? images.test()
              : DataOption.openTest(network.spec(), data);
      Trainer trainer = new Trainer(network, recipe).seed(start);
      if (steps != null) {
        trainer.steps(steps);
      }
      Notes.kernels(network, workers);
      Notes.print(
          "training %s by %s, %d steps on %d images in batches of %d; the first waits for the JIT",
          network.spec().name(), recipe.name(), trainer.length(images.train()),
          images.train().size(), recipe.batch());
      makeFolder();
      train(trainer, recipe, images.train());
      judge(network, test);
    }
    return 0;
  }

  /** Of two commands that name the same folder one makes it. */
  private void makeFolder() {
    try {
      Path parent = out.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(out);
    } catch (FileAlreadyExistsException race) {
      throw inTheWay();
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot make the folder " + out + ": " + Reasons.of(fault));
    }
  }

  /** A run that has not begun is not to be in the way of the next. */
  private void forget() {
    try {
      Files.deleteIfExists(out.resolve(METRICS));
      Files.deleteIfExists(out);
    } catch (IOException kept) {
      // The fault is what counts; a folder that stays names itself next time.
    }
  }

  private Fault inTheWay() {
    return new Fault(
        "CNN0707",
        out + " exists already, and a run never writes over another: name a new folder with --out,"
            + " or delete this one");
  }

  /**
   * Judges before it saves: weights that give no numbers are not kept as if they were a result. What
   * was learned is none the worse where it is the device that fails.
   */
  private void judge(CompiledNetwork network, ImageSet test) {
    long begin = System.nanoTime();
    Path model = out.resolve("model.safetensors");
    double precision;
    try {
      precision = network.evaluate(test);
    } catch (Fault fault) {
      if (fault.code().equals(DEVICE_FAILED)) {
        network.save(model);
        Notes.print("wrote %s, which is not judged; `cnnc eval` does that", model);
      }
      throw fault;
    }
    String took = Notes.since(begin);
    network.save(model);
    System.out.printf(Locale.ROOT, "precision @ %d = %.3f%n", network.spec().top(), precision);
    Notes.print("judged %d images in %s; wrote %s", test.size(), took, model);
  }

  private void atLeast(String option, Long value, long least) {
    if (value != null && value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + least + ", not " + value);
    }
  }

  private cnnc.dsl.model.Recipe recipe(Model model) {
    List<String> names = model.recipes().stream().map(r -> r.name()).toList();
    if (names.isEmpty()) {
      throw new Fault("CNN0714", model.source() + " has no recipe to train by");
    }
    if (recipeName == null && names.size() > 1) {
      throw new Fault(
          "CNN0714", "name a recipe with --recipe; " + Choices.of(names));
    }
    int index = recipeName == null ? 0 : names.indexOf(recipeName);
    if (index < 0) {
      throw new Fault(
          "CNN0714",
          model.source() + " has no recipe `" + recipeName + "`; " + Choices.of(names));
    }
    return model.recipes().get(index);
  }

  private void train(Trainer trainer, Recipe recipe, ImageSet images) {
    long begin = System.nanoTime();
    ProgressLine progress = new ProgressLine(out);
    try (Metrics metrics = new Metrics(out.resolve(METRICS), recipe)) {
      trainer.listen(progress.log(recipe)).listen(metrics).run(images);
    } catch (Fault fault) {
      if (progress.steps() == 0) {
        forget();
      }
      throw fault;
    } finally {
      progress.close();
    }
    Notes.print("trained %d steps in %s", progress.steps(), Notes.since(begin));
  }
}

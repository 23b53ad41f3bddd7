package cnnc.cli;

import cnnc.cli.report.ContactSheet;
import cnnc.cli.run.WeightsOption;
import cnnc.cli.terminal.AnswersJson;
import cnnc.cli.terminal.AnswersTable;
import cnnc.cli.terminal.Format;
import cnnc.cli.terminal.Notes;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.Printable;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.net.CompiledNetwork;
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

/** {@code cnnc eval FILE --weights=F --data=DIR}. */
@Command(
    name = "eval",
    description = "Judges saved weights on the test images.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc eval net.cnn --weights=runs/first --data=synthetic",
      "  cnnc eval net.cnn --weights=runs/first/checkpoints/best.safetensors --format=json",
      "  cnnc eval net.cnn --weights=runs/first --misclassified=25"
    })
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NetArguments net;

  @Mixin private WeightsOption weights;

  @Option(
      names = "--data",
      paramLabel = "DIR|synthetic",
      description = "Folder of the records; by default the data block's own, downloaded into.")
  private String data;

  @Option(names = "--format", paramLabel = "text|json", description = "A table, or all of it as JSON.")
  private Format format = Format.TEXT;

  @Option(
      names = "--misclassified", paramLabel = "N",
      description = "Draw the N images on which it is surest and wrong, too.")
  private Integer misclassified;

  @Option(
      names = "--sheet", paramLabel = "F.png",
      description = "Where; by default misclassified.png beside the weights.")
  private Path sheet;

  @Mixin private DeviceOption device;

  @Override
  public Integer call() {
    if (misclassified != null && misclassified < 1) {
      throw new ParameterException(
          spec.commandLine(), "--misclassified must be at least 1, not " + misclassified);
    }
    if (sheet != null && misclassified == null) {
      throw new ParameterException(
          spec.commandLine(), "--sheet is where --misclassified=N draws images, and that is not given");
    }
    NetworkFile source = net.read();
    if (misclassified != null) {
      Outputs.checkApart(
          sheetFile().toAbsolutePath(), weights.file(), net.file(), NetworkFile.choicesBeside(net.file()));
    }
    Model model = net.model(source).with(List.of());
    CompiledModel compiled = new CompiledModel(source, model, device.targets());
    try (CompiledNetwork network = compiled.load(weights.file())) {
      device.use(compiled, network);
      ImageSet test = DataOption.openTest(network.spec(), data);
      Notes.kernels(network, Runtime.getRuntime().availableProcessors());
      long start = System.nanoTime();
      Answers answers = network.judge(test);
      int top = network.spec().top();
      if (format == Format.JSON) {
        System.out.println(AnswersJson.of(network.spec().name(), answers, top));
      } else {
        System.out.printf(Locale.ROOT, "precision @ %d = %.3f%n%n", top, answers.top(top));
        System.out.println(AnswersTable.of(answers, top));
      }
      Notes.print("judged %d images in %s", test.size(), Notes.since(start));
      if (misclassified != null) {
        sheet(answers, test);
      }
    }
    return 0;
  }

  private Path sheetFile() {
    return sheet == null ? weights.file().resolveSibling("misclassified.png") : sheet;
  }

  /** The images on which the network is surest and wrong. */
  private void sheet(Answers answers, ImageSet test) {
    List<Integer> worst = answers.worst(misclassified);
    if (worst.isEmpty()) {
      Notes.print("no image is misclassified");
      return;
    }
    Path file = sheetFile();
    ContactSheet.write(file, test, worst);
    Notes.print(
        "wrote %s: %d images in rows of %d, these", file, worst.size(),
        ContactSheet.columns(worst.size()));
    for (int image : worst) {
      int predicted = answers.predicted(image);
      System.err.println(
          Printable.line(
              String.format(
                  Locale.ROOT, "%s: %s taken for %s (%.1f %%)", test.name(image),
                  answers.classes().get(answers.labels()[image]), answers.classes().get(predicted),
                  100 * answers.probability(image, predicted))));
    }
  }
}

package cnnc.cli;

import cnnc.cli.run.WeightsOption;
import cnnc.cli.terminal.Format;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.Printable;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Prediction;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc predict FILE --weights=F picture...}. */
@Command(
    name = "predict",
    description = "Says what pictures show, a line each.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc predict net.cnn --weights=runs/first photo.jpg",
      "  cnnc predict net.cnn --weights=runs/first --format=json *.png",
      "",
      "Exit code 1 where a picture is broken; the others are told all the same."
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NetArguments net;

  @Mixin private WeightsOption weights;

  @Parameters(
      index = "1..*", arity = "1..*", paramLabel = "PICTURE",
      description = "PNG, JPEG, BMP, GIF, of any size.")
  private List<Path> pictures;

  @Option(names = "--top", paramLabel = "N", description = "How many classes to name; 3 by default.")
  private int top = 3;

  @Option(
      names = "--format", paramLabel = "text|json",
      description = "A line of text, or a JSON object in a line with all probabilities.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top must be at least 1, not " + top);
    }
    NetworkFile source = net.read();
    Model model = net.model(source).with(List.of());
    CompiledModel compiled = new CompiledModel(source, model, Set.of());
    int broken = 0;
    try (CompiledNetwork network = compiled.load(weights.file())) {
      for (Path picture : pictures) {
        try {
          print(picture, network.predict(picture), network.classes());
        } catch (Fault fault) {
          System.err.println(
              Printable.line("error[" + fault.code() + "]: " + fault.getMessage()));
          broken++;
        }
      }
    }
    if (broken > 0) {
      throw new Main.Reported();
    }
    return 0;
  }

  private void print(Path picture, Prediction prediction, List<String> classes) {
    if (format == Format.JSON) {
      json(picture, prediction, classes);
      return;
    }
    String best =
        prediction.ranking().stream()
            .limit(top)
            .map(
                c -> String.format(
                    Locale.ROOT, "%s (%.1f %%)", classes.get(c), 100 * prediction.probabilities()[c]))
            .collect(Collectors.joining(", "));
    System.out.println(Printable.line(picture + ": " + best));
  }

  private static void json(Path picture, Prediction prediction, List<String> classes) {
    try (JsonGenerator json = Format.generator()) {
      json.writeStartObject();
      json.writeStringField("picture", picture.toString());
      json.writeNumberField("label", prediction.label());
      json.writeStringField("name", prediction.name());
      json.writeArrayFieldStart("classes");
      for (int c : prediction.ranking()) {
        json.writeStartObject();
        json.writeStringField("name", classes.get(c));
        json.writeNumberField("probability", prediction.probabilities()[c]);
        json.writeNumberField("logit", prediction.logits()[c]);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    System.out.println();
  }
}

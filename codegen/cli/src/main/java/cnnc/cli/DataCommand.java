package cnnc.cli;

import cnnc.cli.report.ContactSheet;
import cnnc.cli.terminal.Notes;
import cnnc.cli.terminal.SurveyTable;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.Format.Survey;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc data FILE --data=DIR}. */
@Command(
    name = "data",
    description =
        "Shows what a data set holds: images of each class, sizes, broken and doubled files, means.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc data net.cnn --data=photos",
      "  cnnc data net.cnn --data=photos --sheet=photos.png",
      "",
      "Exit code 1 where something is broken, or in both parts."
    })
final class DataCommand implements Callable<Integer> {
  /** Images of a contact sheet. */
  private static final int SHOWN = 60;

  @Mixin private NetArguments net;

  @Option(
      names = "--data", paramLabel = "DIR",
      description = "Folder of the files; by default the data block's own, downloaded into.")
  private String data;

  @Option(
      names = "--sheet", paramLabel = "F.png",
      description = "Draw some images of each class, as they are read, into this file.")
  private Path sheet;

  @Override
  public Integer call() {
    NetworkFile file = net.read();
    Model model = net.model(file);
    CompiledModel compiled = new CompiledModel(file, model.with(List.of()), Set.of());
    try (CompiledNetwork network = compiled.create(1)) {
      Spec spec = network.spec();
      DataSource source = DataOption.need(spec.data());
      List<Survey> parts = source.survey(DataOption.folder(source, data));
      List<String> names = parts.get(0).images().classes();
      SurveyTable table =
          new SurveyTable(source, names.isEmpty() ? spec.classes() : names, parts);
      table.lines().forEach(System.out::println);
      if (sheet != null) {
        draw(parts.get(0).images(), spec.classes().size());
      }
      if (!table.faults().isEmpty()) {
        throw new Fault(
            "CNN0732", "the data set has " + String.join(", and ", table.faults()));
      }
    }
    return 0;
  }

  private void draw(ImageSet images, int classes) {
    int each = Math.max(1, SHOWN / classes);
    List<Integer> some =
        IntStream.range(0, classes)
            .boxed()
            .flatMap(
                c ->
                    IntStream.range(0, images.size())
                        .filter(i -> images.labels()[i] == c)
                        .limit(each)
                        .boxed())
            .limit(SHOWN)
            .toList();
    ContactSheet.write(sheet, images, some);
    Notes.print("wrote %s: %d images, %d of each class", sheet, some.size(), each);
  }
}

package cnnc.cli;

import cnnc.cli.report.ContactSheet;
import cnnc.cli.report.SeenImages;
import cnnc.cli.terminal.Notes;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Recipe;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cnnc preview FILE --data=DIR --sheet=F.png}. */
@Command(
    name = "preview",
    description = "Draws what the network sees: training images, each beside what augmentation makes of it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc preview net.cnn --data=photos --sheet=seen.png",
      "  cnnc preview net.cnn --recipe=long --data=synthetic --sheet=seen.png --images=4 --draws=12",
      "",
      "A row begins with the image as it is read; behind it are its first epochs, and at the end what",
      "evaluation makes of it. Each drawn one reaches from black at its least value to white at its",
      "greatest."
    })
final class PreviewCommand implements Callable<Integer> {
  private static final int MOST_TILES = 500;

  @Spec private CommandSpec spec;

  @Mixin private NetArguments net;

  @Option(names = "--recipe", paramLabel = "NAME", description = "Which recipe of the file.")
  private String recipeName;

  @Option(
      names = "--data", paramLabel = "DIR|synthetic",
      description = "Folder of the files; by default the data block's own, downloaded into.")
  private String data;

  @Option(names = "--sheet", required = true, paramLabel = "F.png", description = "Draw into this file.")
  private Path sheet;

  @Option(names = "--images", paramLabel = "N", description = "How many images; 8 by default.")
  private int count = 8;

  @Option(names = "--draws", paramLabel = "K", description = "How many epochs of each; 6 by default.")
  private int draws = 6;

  @Override
  public Integer call() {
    if (count < 1 || draws < 0 || count * (draws + 2L) > MOST_TILES) {
      throw new ParameterException(
          spec.commandLine(),
          "--images must be at least 1, --draws at least 0, and all together at most " + MOST_TILES
              + " pictures");
    }
    NetworkFile file = net.read();
    Model model = net.model(file);
    cnnc.dsl.model.Recipe chosen = NetworkFile.recipe(model, recipeName);
    file.use(chosen.name()::equals);
    CompiledModel compiled = new CompiledModel(file, model.with(List.of(chosen)), Set.of());
    try (CompiledNetwork network = compiled.create(1)) {
      Recipe recipe = compiled.recipes().get(0);
      ImageSet images = DataOption.openTrain(network.spec(), recipe, data);
      // Where the evaluation reads other images, its chain may not be one for these.
      Optional<SeenImages> judged =
          network.spec().data().equals(recipe.data())
              ? Optional.of(new SeenImages(network.spec().preprocessing(), recipe.seed(), images))
              : Optional.empty();
      SeenImages learned = new SeenImages(recipe.augmentation(), recipe.seed(), images);
      List<BufferedImage> tiles = new ArrayList<>();
      int shown = Math.min(count, images.size());
      for (int i = 0; i < shown; i++) {
        int index = SeenImages.place(i, shown, images);
        int before = SeenImages.place((i + shown - 1) % shown, shown, images);
        tiles.add(ContactSheet.tile(learned.raw(index)));
        for (int epoch = 0; epoch < draws; epoch++) {
          tiles.add(ContactSheet.tile(learned.seen(index, epoch, before)));
        }
        judged.ifPresent(j -> tiles.add(ContactSheet.tile(j.seen(index, 0, before))));
      }
      ContactSheet.write(sheet, tiles, tiles.size() / shown);
      Notes.print(
          "wrote %s: %d images as they are read, in %d epochs%s", sheet, shown, draws,
          judged.isPresent() ? ", and as they are judged" : "");
    }
    return 0;
  }
}

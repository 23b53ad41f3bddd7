package cnnc.cli;

import cnnc.cli.terminal.Terminal;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.data.RecordFormat;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.Spec;
import cnnc.runtime.train.Recipe;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code --data} means: a folder, {@code synthetic}, or by default the data set's own. */
final class DataOption {
  /** The synthetic images are the same for every run, so that weights can be judged later. */
  private static final long SYNTHETIC_SEED = 1;

  private DataOption() {}

  /** The images of a recipe; where the evaluation has data of its own, these judge at the end. */
  static ImageSets open(Spec spec, Recipe recipe, String option) {
    ImageSets images = open(spec, recipe.data(), option);
    if (spec.data().equals(recipe.data())) {
      return images;
    }
    ImageSet test = openTest(spec, option);
    boolean holdsOut = recipe.data().filter(d -> d.split() > 0).isPresent();
    return new ImageSets(images.train(), test, holdsOut ? images.judging() : test);
  }

  /** What a recipe learns from. */
  static ImageSet openTrain(Spec spec, Recipe recipe, String option) {
    return open(spec, recipe.data(), option).train();
  }

  private static ImageSets open(Spec spec, Optional<DataSource> source, String option) {
    if (synthetic(option)) {
      return source.orElseGet(() -> imagined(spec)).synthetic(SYNTHETIC_SEED);
    }
    DataSource data = need(source);
    return data.open(folder(data, option));
  }

  static ImageSet openTest(Spec spec, String option) {
    if (synthetic(option)) {
      return spec.data().orElseGet(() -> imagined(spec)).synthetic(SYNTHETIC_SEED).test();
    }
    DataSource data = need(spec.data());
    return data.openTest(folder(data, option));
  }

  private static boolean synthetic(String option) {
    return "synthetic".equals(option);
  }

  /** The folder of the files; the data set's own is filled by a download where that is needed. */
  static Path folder(DataSource data, String option) {
    if (option == null) {
      data.fetch(DataOption::progress);
      return Path.of(data.directory());
    }
    Path folder = path(option);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new Fault("CNN0701", folder + " is a file: --data names the folder of the records");
    }
    // Who names the data set's own folder allows what the file itself may not: to lie elsewhere.
    boolean own =
        !data.directory().isEmpty()
            && folder.normalize().equals(path(data.directory()).normalize());
    if (own) {
      data.fetch(folder, DataOption::progress);
    }
    if (!Files.exists(folder)) {
      throw new Fault(
          "CNN0701",
          "failed to find file: " + folder + ": --data names the folder that holds "
              + (data.test().isEmpty() ? data.train() : data.test()).get(0));
    }
    return folder;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException fault) {
      throw new Fault("CNN0701", "`" + text + "` is no path: " + fault.getReason());
    }
  }

  /** Images as a network without a data block takes them. */
  private static DataSource imagined(Spec spec) {
    if (spec.classes().size() > 256) {
      throw new Fault("CNN0713", "synthetic images have at most 256 classes");
    }
    RecordFormat format =
        new RecordFormat(1, spec.height(), spec.width(), spec.channels(), spec.classes().size());
    return new DataSource("synthetic", format, "", "", List.of(), List.of(), List.of());
  }

  static DataSource need(Optional<DataSource> source) {
    return source.orElseThrow(
        () -> new Fault(
            "CNN0713",
            "the file has no data block that says what the data look like; write one, or try"
                + " --data=synthetic"));
  }

  private static void progress(String file, long bytes, long total) {
    if (bytes == total) {
      System.err.printf("%sSuccessfully downloaded %s %d bytes.%n",
          Terminal.interactive() ? "\n" : "", file, bytes);
    } else if (Terminal.interactive()) {
      String share =
          total < 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f%%", 100.0 * bytes / total);
      System.err.printf("\r>> Downloading %s %s", file, share);
    }
  }
}

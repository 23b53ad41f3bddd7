package cnnc.cli;

import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.fault.Fault;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What {@code --data} means: a folder, {@code synthetic}, or by default the data set's own. */
final class DataOption {
  /** The synthetic images are the same for every run, so that weights can be judged later. */
  private static final long SYNTHETIC_SEED = 1;

  private DataOption() {}

  static ImageSets open(Optional<DataSource> source, String option) {
    DataSource data = need(source);
    if (option == null) {
      return data.open(DataOption::progress);
    }
    return option.equals("synthetic") ? data.synthetic(SYNTHETIC_SEED) : data.open(Path.of(option));
  }

  static ImageSet openTest(Optional<DataSource> source, String option) {
    DataSource data = need(source);
    if (option == null) {
      data.fetch(DataOption::progress);
      return data.openTest(Path.of(data.directory()));
    }
    return option.equals("synthetic")
        ? data.synthetic(SYNTHETIC_SEED).test()
        : data.openTest(Path.of(option));
  }

  private static DataSource need(Optional<DataSource> source) {
    return source.orElseThrow(
        () -> new Fault("CNN0713", "the file has no data block that says what the data look like"));
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

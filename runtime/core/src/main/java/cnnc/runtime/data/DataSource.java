package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A data set as a {@code .cnn} file describes it.
 *
 * @param url the archive that holds the files, or empty
 * @param directory where it is unpacked by default, or empty
 * @param train paths of the training files below a directory
 * @param test paths of the test files
 * @param sha256 digests of the training and then the test files, or empty
 */
public record DataSource(
    String name,
    RecordFormat format,
    String url,
    String directory,
    List<String> train,
    List<String> test,
    List<String> sha256) {
  private static final int SYNTHETIC_TRAIN = 10_000;
  private static final int SYNTHETIC_TEST = 2_000;
  /** Bytes that neither part of a synthetic set of large images exceeds. */
  private static final int SYNTHETIC_BYTES = 1 << 28;


  public DataSource {
    train = List.copyOf(train);
    test = List.copyOf(test);
    sha256 = List.copyOf(sha256);
  }

  /**
   * Reads the files from the folder that holds them, or from its parent.
   *
   * @throws Fault when a file is missing or broken
   */
  public ImageSets open(Path folder) {
    return new ImageSets(read(folder, train), read(folder, test));
  }

  /** The test files alone. */
  public ImageSet openTest(Path folder) {
    return read(folder, test);
  }

  /** Reads the files from the data set's own directory, downloading them first when missing. */
  public ImageSets open(DownloadProgress progress) {
    fetch(progress);
    return open(Path.of(directory));
  }

  /** Downloads and unpacks the archive when the data set's own directory lacks the files. */
  public void fetch(DownloadProgress progress) {
    if (directory.isEmpty()) {
      throw new Fault("CNN0701", "data " + name + " has no directory of its own; name one");
    }
    List<String> all = new ArrayList<>(train);
    all.addAll(test);
    Optional<Path> missing =
        all.stream()
            .map(f -> locate(Path.of(directory), f))
            .filter(f -> !Files.exists(f))
            .findFirst();
    if (missing.isEmpty()) {
      return;
    }
    if (url.isEmpty()) {
      throw new Fault("CNN0701", "failed to find file: " + missing.get());
    }
    new Archive(url, Path.of(directory)).fetch(all, sha256, progress);
  }

  /** A learnable stand-in of the same shape and number of classes, made from the seed. */
  public ImageSets synthetic(long seed) {
    Synthetic synthetic = new Synthetic(format, seed);
    return new ImageSets(
        format.parse(List.of(synthetic.records(count(SYNTHETIC_TRAIN), 0)), List.of("synthetic")),
        format.parse(List.of(synthetic.records(count(SYNTHETIC_TEST), 1)), List.of("synthetic")));
  }

  private int count(int wanted) {
    return Math.max(1, Math.min(wanted, SYNTHETIC_BYTES / format.recordSize()));
  }

  /** Writes the synthetic images as files of the format, where {@link #open(Path)} finds them. */
  public void writeSynthetic(Path folder, long seed) throws IOException {
    Synthetic synthetic = new Synthetic(format, seed);
    for (int i = 0; i < train.size(); i++) {
      write(folder.resolve(train.get(i)), synthetic.records(count(SYNTHETIC_TRAIN) / train.size(), i));
    }
    for (int i = 0; i < test.size(); i++) {
      write(
          folder.resolve(test.get(i)),
          synthetic.records(count(SYNTHETIC_TEST) / test.size(), train.size() + i));
    }
  }

  private static void write(Path file, byte[] records) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, records);
  }

  private ImageSet read(Path folder, List<String> files) {
    return format.read(files.stream().map(f -> locate(folder, f)).toList());
  }

  private static Path locate(Path folder, String file) {
    Path below = folder.resolve(file);
    Path direct = folder.resolve(Path.of(file).getFileName());
    return !Files.exists(below) && Files.exists(direct) ? direct : below;
  }
}

package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    train = List.copyOf(train);
    test = List.copyOf(test);
    sha256 = List.copyOf(sha256);
  }

  /**
   * Reads the files from the folder that holds them, or from its parent.
   *
   * @throws Fault when a file is missing or broken, or two of them are one and the same
   */
  public ImageSets open(Path folder) {
    checkApart(folder, all());
    List<Path> places = places(folder, all());
    return new ImageSets(
        format.read(places.subList(0, train.size())),
        format.read(places.subList(train.size(), places.size())));
  }

  /** The test files alone. */
  public ImageSet openTest(Path folder) {
    checkApart(folder, Files.exists(places(folder, all()).get(0)) ? all() : test);
    return format.read(places(folder, test));
  }

  /**
   * Reads the files from the data set's own directory, downloading them first when missing.
   *
   * @throws Fault as {@link #fetch(DownloadProgress)} and {@link #open(Path)}
   */
  public ImageSets open(DownloadProgress progress) {
    fetch(progress);
    return open(Path.of(directory));
  }

  /**
   * Downloads and unpacks the archive when the data set's own directory lacks the files. That
   * directory comes out of a file that somebody wrote, so it must lie below the working folder.
   *
   * @throws Fault when it does not, or the files cannot be had
   */
  public void fetch(DownloadProgress progress) {
    if (directory.isEmpty()) {
      throw new Fault("CNN0701", "data " + name + " has no directory of its own (`dir`); name one, as in --data=DIR");
    }
    Path own = Path.of(directory);
    if (leavesWorkingFolder(own)) {
      throw new Fault(
          "CNN0724",
          "`dir` of data " + name + ", " + directory + ", is hidden or not below the folder where"
              + " this runs; name it to allow that, as in --data=" + directory);
    }
    if (missing(own).isPresent() && !url.isEmpty() && !new Archive(url, own).ownsFolder()) {
      throw new Fault(
          "CNN0724",
          "`dir` of data " + name + ", " + directory + ", holds other files, and a download gets a"
              + " folder of its own; name it to allow that, as in --data=" + directory);
    }
    fetch(own, progress);
  }

  /** The same in a folder that the caller names. */
  public void fetch(Path folder, DownloadProgress progress) {
    Optional<Path> missing = missing(folder);
    if (missing.isEmpty()) {
      return;
    }
    if (url.isEmpty()) {
      throw new Fault("CNN0701", "failed to find file: " + missing.get());
    }
    new Archive(url, folder).fetch(all(), sha256, progress);
  }

  private Optional<Path> missing(Path folder) {
    return places(folder, all()).stream().filter(f -> !Files.exists(f)).findFirst();
  }

  private static boolean leavesWorkingFolder(Path path) {
    boolean hides = path.normalize().toString().isEmpty();
    for (Path part : path) {
      hides |= part.toString().startsWith(".") && !part.toString().equals(".");
    }
    return path.isAbsolute() || hides;
  }

  private List<String> all() {
    return Stream.concat(train.stream(), test.stream()).toList();
  }

  /**
   * What was learned must not judge itself, nor count twice: no two of the files may be one, and none
   * may be taken for another.
   */
  private void checkApart(Path folder, List<String> files) {
    Map<Object, String> seen = new HashMap<>();
    List<Path> places = places(folder, files);
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      Path direct = folder.resolve(lastPart(file));
      if (!Files.exists(places.get(i)) && Files.exists(direct) && !namesTellApart()) {
        throw new Fault(
            "CNN0722",
            direct + " could be several files of data " + name + ", such as " + file
                + ": name the folder above, which holds all of them");
      }
      try {
        Object key = Files.readAttributes(places.get(i), BasicFileAttributes.class).fileKey();
        String other = seen.put(key == null ? places.get(i).toRealPath() : key, file);
        if (other != null) {
          throw new Fault(
              "CNN0722",
              file + " and " + other + " of data " + name + " are the same file below " + folder);
        }
      } catch (IOException unreadable) {
        // Reading it says why.
      }
    }
  }

  /** A learnable stand-in of the same shape and number of classes, made from the seed. */
  public ImageSets synthetic(long seed) {
    format.checkClasses();
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
    WholeFile.write(file, records);
  }

  /**
   * Where files lie: all of them below the folder, or all of them in it, where their names alone tell
   * them apart. Never some here and some there, which could be two versions of the set.
   */
  private List<Path> places(Path folder, List<String> files) {
    List<Path> below = files.stream().map(folder::resolve).toList();
    List<Path> direct = files.stream().map(f -> folder.resolve(lastPart(f))).toList();
    boolean inIt =
        namesTellApart()
            && below.stream().noneMatch(Files::exists)
            && direct.stream().allMatch(Files::exists);
    return inIt ? direct : below;
  }

  private boolean namesTellApart() {
    return all().stream().map(DataSource::lastPart).distinct().count() == all().size();
  }

  private static String lastPart(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}

package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
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
 * @param test paths of the test files; where there are none, the share that is held out is the test
 * @param sha256 digests of the training and then the test files, or empty
 * @param split share of the training images that is held out, to be judged by during the training
 */
public record DataSource(
    String name,
    Format format,
    String url,
    String directory,
    List<String> train,
    List<String> test,
    List<String> sha256,
    double split) {
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
    Arguments.check(split >= 0 && split < 1, "split must be from 0 to below 1, not " + split);
    Arguments.check(
        !train.isEmpty() && (!test.isEmpty() || split > 0) || train.isEmpty() && test.isEmpty(),
        "there must be something to learn from, and to judge by");
  }

  /** With nothing held out. */
  public DataSource(
      String name, Format format, String url, String directory, List<String> train,
      List<String> test, List<String> sha256) {
    this(name, format, url, directory, train, test, sha256, 0);
  }

  /**
   * Reads the files from the folder that holds them, or from its parent.
   *
   * @throws Fault when a file is missing or broken, or two of them are one and the same
   */
  public ImageSets open(Path folder) {
    checkApart(folder, all());
    List<Path> places = places(folder, all());
    List<Path> learned = places.subList(0, train.size());
    ImageSet images = format.read(learned, learned);
    if (split == 0) {
      return new ImageSets(images, format.read(places.subList(train.size(), places.size()), learned));
    }
    ImageSets parts = Split.of(images, split);
    if (parts.test().size() == 0) {
      throw new Fault(
          "CNN0702",
          "of " + images.size() + " images of data " + name + ", `split` = " + split
              + " leaves none to judge by");
    }
    return test.isEmpty()
        ? parts
        : new ImageSets(
            parts.train(), format.read(places.subList(train.size(), places.size()), learned),
            parts.test());
  }

  /**
   * What there is in the files, what is broken left out and said.
   *
   * @return of the training part, and of the test where that has files of its own
   * @throws Fault when what is there cannot be read at all
   */
  public List<Format.Survey> survey(Path folder) {
    checkApart(folder, all());
    List<Path> places = places(folder, all());
    List<Path> learned = places.subList(0, train.size());
    Format.Survey first = format.survey(learned, learned);
    return test.isEmpty()
        ? List.of(first)
        : List.of(first, format.survey(places.subList(train.size(), places.size()), learned));
  }

  /** The images that `split` holds out of a training set, and those that it leaves, first. */
  public ImageSets divided(ImageSet images) {
    return Split.of(images, split);
  }

  /** What is judged by at the end alone. */
  public ImageSet openTest(Path folder) {
    if (test.isEmpty()) {
      return open(folder).test();
    }
    checkApart(folder, Files.exists(places(folder, all()).get(0)) ? all() : test);
    return format.read(places(folder, test), places(folder, train));
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
    RecordFormat records =
        new RecordFormat(1, format.height(), format.width(), format.channels(), format.classes());
    records.checkClasses();
    Synthetic synthetic = new Synthetic(records, seed);
    return new ImageSets(
        records.parse(List.of(synthetic.records(count(records, SYNTHETIC_TRAIN), 0)), List.of("synthetic")),
        records.parse(List.of(synthetic.records(count(records, SYNTHETIC_TEST), 1)), List.of("synthetic")));
  }

  private static int count(RecordFormat records, int wanted) {
    return Math.max(1, Math.min(wanted, SYNTHETIC_BYTES / records.recordSize()));
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

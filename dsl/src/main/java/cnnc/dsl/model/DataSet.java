package cnnc.dsl.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where examples come from.
 *
 * @param url the archive that holds the files, or empty
 * @param directory where the archive is unpacked, or empty
 * @param train paths of the training files, relative to the directory
 * @param test paths of the test files; where there are none, the share that is held out is the test
 * @param sha256 digests of the training and then the test files, or empty
 * @param names of the classes, or empty
 * @param split share of the training images that is held out
 * @param trainImages number of training images where it is known beforehand
 */
public record DataSet(
    String name,
    Format format,
    String url,
    String directory,
    List<String> train,
    List<String> test,
    List<String> sha256,
    List<String> names,
    double split,
    OptionalInt trainImages) {
  /** A label of records, and of idx files, is one byte. */
  public static final int MOST_CLASSES = 256;

  public DataSet {
    train = List.copyOf(train);
    test = List.copyOf(test);
    sha256 = List.copyOf(sha256);
    names = List.copyOf(names);
  }

  /** An image as it is read. */
  public Shape.Image image() {
    return format.image();
  }

  /** How images lie in files. */
  public sealed interface Format {
    /** An image as it is read. */
    Shape.Image image();

    /** Whether a label is a byte. */
    default boolean byteLabels() {
      return !(this instanceof Pictures);
    }
  }

  /**
   * Fixed-size records, label bytes first, then one plane of pixels per channel.
   *
   * @param labelBytes bytes before the pixels; the last of them is the label
   */
  public record Records(int labelBytes, Shape.Image image) implements Format {}

  /** MNIST's files, in pairs of images and labels. */
  public record Idx(Shape.Image image) implements Format {}

  /**
   * Pictures of any size in files of their own.
   *
   * @param manifest the table that lists them; without one, each class has a folder
   * @param fit {@code cover}, {@code contain} or {@code stretch}: how they become an image
   * @param skips whether broken ones are left out, or a fault
   */
  public record Pictures(Optional<Manifest> manifest, Shape.Image image, String fit, boolean skips)
      implements Format {}

  /** A table of comma-separated values, by the names of its columns. */
  public record Manifest(String path, String label) {}
}

package cnnc.dsl.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where examples come from: files of fixed-size records, label bytes first, then one plane of
 * pixels per channel.
 *
 * @param labelBytes bytes before the pixels; the last of them is the label
 * @param url the archive that holds the files, or empty
 * @param directory where the archive is unpacked, or empty
 * @param train paths of the training files, relative to the directory
 * @param sha256 digests of the training and then the test files, or empty
 * @param names of the classes, or empty
 * @param trainImages number of training images where it is known beforehand
 */
public record DataSet(
    String name,
    int labelBytes,
    Shape.Image image,
    String url,
    String directory,
    List<String> train,
    List<String> test,
    List<String> sha256,
    List<String> names,
    OptionalInt trainImages) {
  /** A label is one byte. */
  public static final int MOST_CLASSES = 256;

  public DataSet {
    train = List.copyOf(train);
    test = List.copyOf(test);
    sha256 = List.copyOf(sha256);
    names = List.copyOf(names);
  }
}

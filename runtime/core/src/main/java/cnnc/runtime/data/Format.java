package cnnc.runtime.data;

import java.nio.file.Path;
import java.util.List;

/** How a data set's images lie in its files, and as what they are read. */
public sealed interface Format permits RecordFormat, IdxFormat, PictureFormat {
  /** Rows of an image as it is read. */
  int height();

  int width();

  int channels();

  int classes();

  /**
   * Reads files, in their order.
   *
   * @param places what {@code train} or {@code test} names
   * @param train what {@code train} names, from which names of classes follow where there are no others
   * @throws cnnc.runtime.fault.Fault when one is missing, broken, or does not go with the classes
   */
  ImageSet read(List<Path> places, List<Path> train);
}

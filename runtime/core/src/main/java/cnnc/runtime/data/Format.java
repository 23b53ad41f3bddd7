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

  /** Whether broken images are left out, or end the reading. */
  default boolean skips() {
    return false;
  }

  /**
   * Reads files, in their order.
   *
   * @param places what {@code train} or {@code test} names
   * @param train what {@code train} names, from which names of classes follow where there are no others
   * @throws cnnc.runtime.fault.Fault when one is missing, broken, or does not go with the classes
   */
  ImageSet read(List<Path> places, List<Path> train);

  /** The same, and what there is to say of the files; what is broken is left out, and said. */
  default Survey survey(List<Path> places, List<Path> train) {
    ImageSet images = read(places, train);
    return new Survey(images, List.of(), List.of());
  }

  /**
   * A part of a data set.
   *
   * @param sizes rows and columns of the files' pictures, where these have sizes of their own
   * @param broken a sentence for each file that is left out
   */
  record Survey(ImageSet images, List<int[]> sizes, List<String> broken) {
    public Survey {
      sizes = List.copyOf(sizes);
      broken = List.copyOf(broken);
    }
  }
}

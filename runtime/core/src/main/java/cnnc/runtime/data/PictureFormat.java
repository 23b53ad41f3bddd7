package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.picture.Fit;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Pictures of any size in files of their own: PNG, JPEG, BMP, GIF, and what else ImageIO has plugins for.
 *
 * @param names of the classes, or none: then those that the training part has, in their order
 * @param skips whether broken pictures are left out, or end the reading
 */
public record PictureFormat(
    Listing listing, int height, int width, int channels, int classes, List<String> names, Fit fit,
    boolean skips)
    implements Format {
  public PictureFormat {
    Objects.requireNonNull(listing, "listing");
    Objects.requireNonNull(fit, "fit");
    names = List.copyOf(names);
    Arguments.check(
        height >= 1 && width >= 1 && (channels == 1 || channels == 3),
        "pictures are read as gray or as red, green, blue, not as " + height + "x" + width + "x" + channels);
    Arguments.check(
        names.isEmpty() || names.size() == classes,
        names.size() + " names do not go with " + classes + " classes");
  }

  /** Where pictures and their classes stand. */
  public sealed interface Listing permits Folders, Manifest {
    /**
     * All pictures of a place, in an order that depends on names alone.
     *
     * @throws Fault when the place cannot be read
     */
    List<Labelled> list(Path place);
  }

  /**
   * A picture, and what its class is called.
   *
   * @param key what it is called within its place, wherever that lies
   */
  public record Labelled(Path file, String key, String label) {}

  @Override
  public ImageSet read(List<Path> places, List<Path> train) {
    return new PictureLoader(this).read(places, train);
  }

  @Override
  public Survey survey(List<Path> places, List<Path> train) {
    return new PictureLoader(this).survey(places, train);
  }
}

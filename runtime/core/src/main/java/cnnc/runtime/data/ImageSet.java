package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Images and labels, in memory or in a file that is mapped there. */
public final class ImageSet {
  private final int height;
  private final int width;
  private final int channels;
  private final ImageStore store;
  /** Of each image its place in the store. */
  private final int[] places;

  private final int[] labels;
  private final int[] fileStarts;
  private final Names names;

  /**
   * What the data calls its parts.
   *
   * @param classes empty where they have numbers alone
   * @param images of a store, in its order; empty where they have none
   */
  record Names(List<String> classes, List<String> images) {
    static final Names NONE = new Names(List.of(), List.of());

    Names {
      classes = List.copyOf(classes);
      images = List.copyOf(images);
    }
  }

  /**
   * Images in memory.
   *
   * @param pixels one image after another, each height x width x channels, one byte a value
   * @param labels one for each image, from 0
   * @param fileStarts index of the first image of each file they came from, in order, from 0
   */
  public ImageSet(
      int height, int width, int channels, byte[] pixels, int[] labels, int[] fileStarts) {
    this(
        height, width, channels, inMemory(height, width, channels, pixels, labels.length),
        IntStream.range(0, labels.length).toArray(), labels, fileStarts, Names.NONE);
  }

  /** Images of a store. */
  ImageSet(
      int height, int width, int channels, ImageStore store, int[] places, int[] labels,
      int[] fileStarts, Names names) {
    this.names = names;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.store = store;
    this.places = places;
    this.labels = labels;
    this.fileStarts = fileStarts;
    Arguments.check(places.length == labels.length, "an image has one label");
    Arguments.check(
        Arrays.stream(labels).allMatch(l -> l >= 0), "a label must be at least 0");
    for (int i = 0; i < fileStarts.length; i++) {
      int least = i == 0 ? 0 : fileStarts[i - 1] + 1;
      int most = i == 0 ? 0 : labels.length - 1;
      Arguments.check(
          fileStarts[i] >= least && fileStarts[i] <= most,
          "file " + i + " cannot begin at image " + fileStarts[i] + " of " + labels.length);
    }
    Arguments.check(
        fileStarts.length > 0 || labels.length == 0, "images need the place where a file begins");
  }

  private static ImageStore inMemory(
      int height, int width, int channels, byte[] pixels, int images) {
    Arguments.check(
        height >= 1 && width >= 1 && channels >= 1,
        "an image of " + height + "x" + width + "x" + channels + " holds no pixel");
    Arguments.check(
        pixels.length == (long) images * height * width * channels,
        pixels.length + " bytes are not those of " + images + " images of " + height + "x"
            + width + "x" + channels);
    return new InMemory(pixels, height * width * channels);
  }

  /**
   * An array for the pixels of so many images.
   *
   * @throws Fault when they are too many
   */
  static byte[] room(long images, long imageSize, String of) {
    if (images * imageSize > InputFile.MOST_BYTES) {
      throw new Fault(
          "CNN0702",
          of + " have " + images * imageSize + " bytes of pixels, and 2^31 - 9 are the most: read them"
              + " smaller, or fewer");
    }
    return new byte[(int) (images * imageSize)];
  }

  /** Some of these images, in their order here. */
  ImageSet some(int[] indices) {
    int[] starts =
        IntStream.range(0, indices.length)
            .filter(i -> i == 0 || file(indices[i]) != file(indices[i - 1]))
            .toArray();
    return new ImageSet(
        height, width, channels, store, IntStream.of(indices).map(i -> places[i]).toArray(),
        IntStream.of(indices).map(i -> labels[i]).toArray(), starts, names);
  }

  /** The file that an image came from. */
  private int file(int index) {
    int found = Arrays.binarySearch(fileStarts, index);
    return found < 0 ? -found - 2 : found;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  /** One for each image, from 0. */
  public int[] labels() {
    return labels;
  }

  /** Index of the first image of each file they came from, in order, from 0. */
  public int[] fileStarts() {
    return fileStarts;
  }

  /** What the data calls its classes, such as names of folders; empty where it has numbers alone. */
  public List<String> classes() {
    return names.classes();
  }

  /** What an image is called: its file's path below the folder that the data names, or else its number. */
  public String name(int index) {
    return names.images().isEmpty() ? "image " + index : names.images().get(places[index]);
  }

  public int size() {
    return labels.length;
  }

  /** Bytes of one image. */
  public int imageSize() {
    return height * width * channels;
  }

  /** Copies the bytes of one image, height x width x channels, to a place in an array. */
  public void read(int index, byte[] to, int at) {
    store.read(places[index], to, at);
  }

  /** The bytes of one image. */
  public byte[] image(int index) {
    Arguments.check(
        index >= 0 && index < size(), "there is no image " + index + " of " + size());
    byte[] image = new byte[imageSize()];
    read(index, image, 0);
    return image;
  }

  /**
   * The bytes of all images, one after another: the array they lie in, or else a copy, which each call
   * makes anew.
   *
   * @throws Fault when they are more than an array can have
   */
  public byte[] pixels() {
    if (store instanceof InMemory memory && whole()) {
      return memory.pixels();
    }
    byte[] all = room(size(), imageSize(), "the images");
    for (int i = 0; i < size(); i++) {
      read(i, all, i * imageSize());
    }
    return all;
  }

  /** Whether these are all images of the store, in its order. */
  private boolean whole() {
    return places.length == store.images()
        && (places.length == 0 || places[0] == 0 && places[places.length - 1] == places.length - 1);
  }

  /** Equal when sizes, pixels, labels and files are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSet s
        && height == s.height
        && width == s.width
        && channels == s.channels
        && Arrays.equals(labels, s.labels)
        && Arrays.equals(fileStarts, s.fileStarts)
        && samePixels(s);
  }

  private boolean samePixels(ImageSet other) {
    byte[] mine = new byte[imageSize()];
    byte[] theirs = new byte[imageSize()];
    for (int i = 0; i < size(); i++) {
      read(i, mine, 0);
      other.read(i, theirs, 0);
      if (!Arrays.equals(mine, theirs)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return size() + " images of " + height + "x" + width + "x" + channels;
  }
}

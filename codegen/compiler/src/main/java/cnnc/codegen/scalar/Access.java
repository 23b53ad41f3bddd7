package cnnc.codegen.scalar;

/**
 * Which of a tensor's values an element meets.
 *
 * @param image whether they differ from image to image
 * @param pixel whether they differ from pixel to pixel
 * @param groups into so many groups of neighbours fall the channels that share one; 0 for as many as
 *     there are channels
 */
public record Access(boolean image, boolean pixel, int groups) {
  /** Its own. */
  public static final Access ELEMENT = new Access(true, true, 0);

  /** Its channel's. */
  public static final Access CHANNEL = new Access(false, false, 0);

  /** Its image's and channel's. */
  public static final Access IMAGE_CHANNEL = new Access(true, false, 0);

  /** The one that all share. */
  public static final Access ONE = new Access(false, false, 1);

  @Override
  public String toString() {
    if (equals(ELEMENT)) {
      return "element";
    }
    String channels = groups == 0 ? "channel" : groups == 1 ? "" : groups + " groups";
    String text =
        (image ? "image " : "") + (pixel ? "pixel " : "") + channels;
    return text.isBlank() ? "one" : text.strip();
  }
}

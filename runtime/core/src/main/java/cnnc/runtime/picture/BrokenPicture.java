package cnnc.runtime.picture;

/** A file is no picture that can be read. */
public final class BrokenPicture extends Exception {
  private static final long serialVersionUID = 1;

  /** The message goes on from the file's name: {@code is empty}. */
  public BrokenPicture(String reason) {
    super(reason);
  }
}

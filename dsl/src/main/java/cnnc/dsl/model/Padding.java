package cnnc.dsl.model;

/** Rows and columns added around an image. */
public record Padding(int top, int bottom, int left, int right) {
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  @Override
  public String toString() {
    return "[" + top + ", " + bottom + ", " + left + ", " + right + "]";
  }
}

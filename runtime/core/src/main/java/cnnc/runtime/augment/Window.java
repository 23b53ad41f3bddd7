package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Edge;

/**
 * Which row and which column of an image each row and column of a part of it is. Those that are none lie
 * around the others, and are black.
 */
final class Window {
  private static final int OUTSIDE = -1;

  int height;
  int width;
  int[] rows = {};
  int[] columns = {};
  private int[] scratch = {};

  int size() {
    return height * width;
  }

  /** Whether nothing is black. */
  boolean inside() {
    return insidePixels() == size();
  }

  /** How many pixels are not. */
  int insidePixels() {
    return Math.max(0, bottom() - top()) * Math.max(0, right() - left());
  }

  /** The first row that is one of the image. */
  int top() {
    return first(rows, height);
  }

  /** Behind the last. */
  int bottom() {
    return end(rows, height);
  }

  int left() {
    return first(columns, width);
  }

  int right() {
    return end(columns, width);
  }

  private static int first(int[] places, int size) {
    int i = 0;
    while (i < size && places[i] == OUTSIDE) {
      i++;
    }
    return i;
  }

  private static int end(int[] places, int size) {
    int i = size;
    while (i > 0 && places[i - 1] == OUTSIDE) {
      i--;
    }
    return i;
  }

  /** The whole image. */
  void reset(int rawHeight, int rawWidth) {
    if (rows.length < rawHeight || columns.length < rawWidth) {
      rows = new int[rawHeight];
      columns = new int[rawWidth];
    }
    height = rawHeight;
    width = rawWidth;
    for (int y = 0; y < height; y++) {
      rows[y] = y;
    }
    for (int x = 0; x < width; x++) {
      columns[x] = x;
    }
  }

  void crop(int y, int x, int newHeight, int newWidth) {
    System.arraycopy(rows, y, rows, 0, newHeight);
    System.arraycopy(columns, x, columns, 0, newWidth);
    height = newHeight;
    width = newWidth;
  }

  void mirror() {
    for (int x = 0; x < width / 2; x++) {
      int left = columns[x];
      columns[x] = columns[width - 1 - x];
      columns[width - 1 - x] = left;
    }
  }

  void flip() {
    for (int y = 0; y < height / 2; y++) {
      int top = rows[y];
      rows[y] = rows[height - 1 - y];
      rows[height - 1 - y] = top;
    }
  }

  /** Down and right by so much, in a frame of a new size. */
  void move(int down, int right, int newHeight, int newWidth, Edge edge) {
    rows = moved(rows, height, down, newHeight, edge);
    columns = moved(columns, width, right, newWidth, edge);
    height = newHeight;
    width = newWidth;
  }

  private int[] moved(int[] places, int size, int by, int newSize, Edge edge) {
    if (scratch.length < size) {
      scratch = new int[size];
    }
    System.arraycopy(places, 0, scratch, 0, size);
    int[] to = places.length < newSize ? new int[newSize] : places;
    for (int i = 0; i < newSize; i++) {
      int from = i - by;
      boolean inside = from >= 0 && from < size;
      int reflected = from < 0 ? -from : inside ? from : 2 * (size - 1) - from;
      to[i] = inside || edge == Edge.REFLECT ? scratch[reflected] : OUTSIDE;
    }
    return to;
  }
}

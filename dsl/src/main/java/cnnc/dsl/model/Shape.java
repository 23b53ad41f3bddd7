package cnnc.dsl.model;

import java.util.List;

/** The shape of one example's value; the batch is not part of it. */
public sealed interface Shape {
  /** Number of values. */
  int size();

  /** {@code [h, w, c]} or {@code [n]}. */
  List<Integer> dimensions();

  /** The last dimension: channels of an image, or values of a vector. */
  default int channels() {
    return dimensions().get(dimensions().size() - 1);
  }

  /** Height x width x channels, stored in this order. */
  record Image(int height, int width, int channels) implements Shape {
    @Override
    public int size() {
      return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public List<Integer> dimensions() {
      return List.of(height, width, channels);
    }

    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }

  record Vector(int size) implements Shape {
    @Override
    public List<Integer> dimensions() {
      return List.of(size);
    }

    @Override
    public String toString() {
      return "[" + size + "]";
    }
  }
}

package cnnc.codegen.graph;

import java.util.List;

/** A tensor of one image as its pixels by its channels; what is no image is one pixel. */
public record Frame(int pixels, int channels) {
  /** Of these dimensions. */
  public static Frame of(Type type) {
    List<Integer> d = type.dimensions();
    int channels = d.get(d.size() - 1);
    return new Frame(type.size() / channels, channels);
  }

  public int size() {
    return Math.multiplyExact(pixels, channels);
  }

  @Override
  public String toString() {
    return pixels + "x" + channels;
  }
}

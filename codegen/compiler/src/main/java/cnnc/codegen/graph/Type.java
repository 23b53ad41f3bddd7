package cnnc.codegen.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a tensor is.
 *
 * @param dimensions of one image's, or of the whole where there is one for all images
 */
public record Type(DType dtype, List<Integer> dimensions) {
  public Type {
    dimensions = List.copyOf(dimensions);
  }

  /** Floats of these dimensions. */
  public static Type f32(Integer... dimensions) {
    return f32(List.of(dimensions));
  }

  /** Floats of these dimensions. */
  public static Type f32(List<Integer> dimensions) {
    return new Type(DType.F32, dimensions);
  }

  /** Number of elements. */
  public int size() {
    return size(dimensions);
  }

  /** The product of dimensions. */
  public static int size(List<Integer> dimensions) {
    return dimensions.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    String text = dimensions.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return dtype == DType.F32 ? text : dtype.name().toLowerCase(java.util.Locale.ROOT) + " " + text;
  }
}

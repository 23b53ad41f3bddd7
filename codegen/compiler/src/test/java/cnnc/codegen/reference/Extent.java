package cnnc.codegen.reference;

import java.util.List;

/**
 * How large networks of tests grow.
 *
 * @param side rows and columns of the input, at most
 * @param channels of the input
 * @param made channels of a layer, or of each of its groups
 * @param values of a layer's output, at most
 * @param weights of a layer, at most
 * @param products of a layer for an image, at most
 */
record Extent(
    int side, List<Integer> channels, List<Integer> made, int values, int weights, long products) {
  /** For finite differences, where each value counts. */
  static final Extent SMALL =
      new Extent(6, List.of(1, 3, 6, 17), List.of(1, 2, 3), 400, 3000, 100_000);

  /** For kernels: channels that fill vectors, more than fill them, and rests. */
  static final Extent VECTORS =
      new Extent(
          11, List.of(3, 1, 2, 5, 17), List.of(3, 1, 2, 6, 8, 16, 17, 20, 33, 64), 2000, 12_000,
          200_000);
}

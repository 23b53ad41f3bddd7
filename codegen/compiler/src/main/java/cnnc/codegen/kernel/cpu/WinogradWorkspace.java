package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;

/**
 * Where a task of a Winograd kernel keeps what, in floats from the beginning of its workspace.
 *
 * @param image the padded image's rows under a row of tiles
 * @param gradient the same of the gradients
 * @param half what is transformed downwards only: the tiles' inputs, or a tile of results
 * @param gradientHalf the same of the gradients
 * @param inputs a row of elements of the transformed inputs: element, tile, channel
 * @param outputs transformed outputs, all elements of them, or a row of those of their gradients
 * @param weights transformed weights: element, input channel, output channel
 * @param size of all
 */
public record WinogradWorkspace(
    int image, int gradient, int half, int gradientHalf, int inputs, int outputs, int weights,
    int size) {

  public static WinogradWorkspace of(WinogradConvolution op) {
    Winograd w = op.winograd();
    Geometry g = op.op().geometry();
    int result = product(w.outputs(), w.size(), op.op().outChannels());
    return of(w, g, op.op().outChannels(), op.rows(), new Sizes(0, result, 0, w.elements(), 0));
  }

  public static WinogradWorkspace of(WinogradWeightGradient op) {
    Winograd w = op.winograd();
    Geometry g = op.op().geometry();
    int out = op.op().outChannels();
    int row = product(w.outputs(), w.across(g), out);
    return of(
        w, g, out, op.rows(),
        new Sizes(
            product(w.outputs(), row), product(w.taps(), w.size(), out),
            product(w.size(), op.rows(), row), w.size(),
            product(w.elements(), g.channels(), out)));
  }

  /** Backward, the weights of a task's channels lie in front, their rows swapped with columns. */
  public static WinogradWorkspace of(WinogradWeights op) {
    Winograd w = op.winograd();
    int channels = op.backward() ? BlockSize.WINOGRAD_CHANNELS.upTo(op.inChannels()) : 0;
    int half = product(w.taps(), w.taps(), channels, op.outChannels());
    int end = Math.addExact(half, product(w.size(), w.taps(), op.outChannels()));
    return new WinogradWorkspace(0, 0, half, end, end, end, end, end);
  }

  /** What differs: floats, or for outputs the elements of a tile. */
  private record Sizes(int gradient, int result, int gradientHalf, int outputs, int weights) {}

  private static WinogradWorkspace of(Winograd w, Geometry g, int outChannels, int rows, Sizes s) {
    int row = product(width(w, g), g.channels());
    int tiles = product(w.across(g), rows);
    int gradient = product(w.size(), row);
    int half = Math.addExact(gradient, s.gradient);
    int gradientHalf = Math.addExact(half, Math.max(product(w.size(), rows, row), s.result));
    int inputs = Math.addExact(gradientHalf, s.gradientHalf);
    int outputs = Math.addExact(inputs, product(w.size(), tiles, g.channels()));
    int weights = Math.addExact(outputs, product(s.outputs, tiles, outChannels));
    return new WinogradWorkspace(
        0, gradient, half, gradientHalf, inputs, outputs, weights,
        Math.addExact(weights, s.weights));
  }

  /** Columns of a padded image. */
  public static int width(Winograd w, Geometry g) {
    return w.across(g) * w.outputs() + w.taps() - 1;
  }

  private static int product(int... factors) {
    int product = 1;
    for (int f : factors) {
      product = Math.multiplyExact(product, f);
    }
    return product;
  }
}

package cnnc.codegen.program;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Winograd;

/**
 * Where a task of a Winograd kernel keeps what, in floats from the beginning of its workspace.
 *
 * @param image the padded image's rows under a row of tiles
 * @param gradient the same of the gradients
 * @param half a tile, or a row of them, transformed downwards
 * @param inputs transformed tiles of the inputs: element, tile, channel
 * @param outputs transformed tiles of outputs or of their gradients
 * @param weights transformed weights: element, input channel, output channel
 * @param size of all
 */
public record WinogradWorkspace(
    int image, int gradient, int half, int inputs, int outputs, int weights, int size) {

  public static WinogradWorkspace of(Op.WinogradConvolution op) {
    Winograd w = op.winograd();
    return of(
        w, op.geometry(), op.outChannels(), op.rows(), 0, product(w.outputs(), w.size()), 0);
  }

  public static WinogradWorkspace of(Op.WinogradWeightGradient op) {
    Winograd w = op.winograd();
    int row = product(w.outputs(), w.across(op.geometry()));
    int half = Math.max(product(w.size(), row), product(w.taps(), w.size()));
    return of(
        w, op.geometry(), op.outChannels(), op.rows(),
        product(w.outputs(), row, op.outChannels()), half,
        product(w.elements(), op.geometry().channels(), op.outChannels()));
  }

  public static WinogradWorkspace of(Op.WinogradWeights op) {
    Winograd w = op.winograd();
    int half = product(w.size(), w.taps(), op.outChannels());
    return new WinogradWorkspace(0, 0, 0, half, half, half, half);
  }

  private static WinogradWorkspace of(
      Winograd w, Geometry g, int outChannels, int rows, int gradientSize, int outHalf,
      int weightsSize) {
    int gradient = product(width(w, g), w.size(), g.channels());
    int half = Math.addExact(gradient, gradientSize);
    int halfSize =
        Math.max(product(w.size(), width(w, g), g.channels()), product(outHalf, outChannels));
    int inputs = Math.addExact(half, halfSize);
    int tiles = product(w.elements(), w.across(g), rows);
    int outputs = Math.addExact(inputs, product(tiles, g.channels()));
    int weights = Math.addExact(outputs, product(tiles, outChannels));
    return new WinogradWorkspace(
        0, gradient, half, inputs, outputs, weights, Math.addExact(weights, weightsSize));
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

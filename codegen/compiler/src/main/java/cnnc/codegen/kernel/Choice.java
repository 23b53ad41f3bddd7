package cnnc.codegen.kernel;

/**
 * How to compute a product or a convolution, as it was measured best.
 *
 * @param outputs side of Winograd's tiles, or 0 to convolve directly
 * @param rows of the register tile
 * @param lanes of the machine that the rows are meant for
 */
public record Choice(int outputs, int rows, int lanes) {}

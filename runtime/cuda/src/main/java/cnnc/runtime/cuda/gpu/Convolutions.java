package cnnc.runtime.cuda.gpu;

import java.util.Optional;

/** A library of convolutions. */
public interface Convolutions extends AutoCloseable {
  /** Which of a convolution's three products. */
  enum Direction {
    /** x, w -> y. */
    FORWARD,
    /** dy, w -> dx. */
    INPUT_GRADIENT,
    /** x, dy -> dw. */
    WEIGHT_GRADIENT
  }

  /**
   * A prepared convolution: running it starts it. Empty when the library cannot do it, or not
   * faster than the generated kernel. To find out, both may be run: results and scratch are lost.
   *
   * @param first address of the first operand of the direction
   * @param second address of the second
   * @param result address of the result
   * @param kernel starts the generated kernel for the same operands and result
   */
  Optional<Runnable> plan(
      Direction direction, ConvolutionShape shape, long first, long second, long result,
      Runnable kernel);

  @Override
  void close();
}

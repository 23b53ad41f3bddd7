package cnnc.runtime.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;

/** A convolution with everything in place; the operands are those of its direction. */
record CudnnCall(
    cudnnHandle handle,
    CudnnShape shape,
    Algorithms.Algorithm algorithm,
    Pointer first,
    Pointer second,
    Pointer result,
    Pointer workspace) {
  private static final Pointer ONE = number(1);
  private static final Pointer ZERO = number(0);

  /** Outside the heap, so that a call holds up no garbage collection. */
  private static Pointer number(float value) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
    return Pointer.to(buffer.putFloat(0, value));
  }

  void forward() {
    Cudnn.check(
        JCudnn.cudnnConvolutionForward(
            handle, ONE, shape.x, first, shape.w, second, shape.convolution,
            algorithm.number(), workspace, algorithm.workspace(), ZERO, shape.y, result),
        "convolve");
  }

  void inputGradient() {
    Cudnn.check(
        JCudnn.cudnnConvolutionBackwardData(
            handle, ONE, shape.w, second, shape.y, first, shape.convolution,
            algorithm.number(), workspace, algorithm.workspace(), ZERO, shape.x, result),
        "make an input gradient");
  }

  void weightGradient() {
    Cudnn.check(
        JCudnn.cudnnConvolutionBackwardFilter(
            handle, ONE, shape.x, first, shape.y, second, shape.convolution,
            algorithm.number(), workspace, algorithm.workspace(), ZERO, shape.w, result),
        "make a weight gradient");
  }
}

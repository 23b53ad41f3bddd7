package cnnc.runtime.cuda.driver;

import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;

/** A convolution with everything in place; the operands are those of its direction. */
record CudnnCall(
    cudnnHandle handle,
    CudnnShape shape,
    Algorithms.Choice choice,
    Pointer first,
    Pointer second,
    Pointer result,
    Pointer workspace) {
  private static final float[] ONE = {1};
  private static final float[] ZERO = {0};

  void forward() {
    Cudnn.check(
        JCudnn.cudnnConvolutionForward(
            handle, Pointer.to(ONE), shape.x, first, shape.w, second, shape.convolution,
            choice.algorithm(), workspace, choice.workspace(), Pointer.to(ZERO), shape.y, result),
        "convolve");
  }

  void inputGradient() {
    Cudnn.check(
        JCudnn.cudnnConvolutionBackwardData(
            handle, Pointer.to(ONE), shape.w, second, shape.y, first, shape.convolution,
            choice.algorithm(), workspace, choice.workspace(), Pointer.to(ZERO), shape.x, result),
        "make an input gradient");
  }

  void weightGradient() {
    Cudnn.check(
        JCudnn.cudnnConvolutionBackwardFilter(
            handle, Pointer.to(ONE), shape.x, first, shape.y, second, shape.convolution,
            choice.algorithm(), workspace, choice.workspace(), Pointer.to(ZERO), shape.w, result),
        "make a weight gradient");
  }
}

package cnnc.runtime.cuda.driver;

import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Resources;
import cnnc.runtime.fault.Fault;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;

/** A convolution's shape as cuDNN's descriptors. */
final class CudnnShape implements AutoCloseable {
  final cudnnTensorDescriptor x = new cudnnTensorDescriptor();
  final cudnnTensorDescriptor y = new cudnnTensorDescriptor();
  final cudnnFilterDescriptor w = new cudnnFilterDescriptor();
  final cudnnConvolutionDescriptor convolution = new cudnnConvolutionDescriptor();

  private final Resources open = new Resources();

  CudnnShape(ConvolutionShape s, int mathType) {
    try {
      create();
      describe(s, mathType);
    } catch (Fault fault) {
      open.closeAfter(fault);
      throw fault;
    }
  }

  private void create() {
    Cudnn.check(JCudnn.cudnnCreateTensorDescriptor(x), "describe images");
    open.add(() -> JCudnn.cudnnDestroyTensorDescriptor(x));
    Cudnn.check(JCudnn.cudnnCreateTensorDescriptor(y), "describe images");
    open.add(() -> JCudnn.cudnnDestroyTensorDescriptor(y));
    Cudnn.check(JCudnn.cudnnCreateFilterDescriptor(w), "describe weights");
    open.add(() -> JCudnn.cudnnDestroyFilterDescriptor(w));
    Cudnn.check(JCudnn.cudnnCreateConvolutionDescriptor(convolution), "describe a convolution");
    open.add(() -> JCudnn.cudnnDestroyConvolutionDescriptor(convolution));
  }

  private void describe(ConvolutionShape s, int mathType) {
    Cudnn.check(
        JCudnn.cudnnSetTensor4dDescriptor(
            x, CUDNN_TENSOR_NHWC, CUDNN_DATA_FLOAT, s.images(), s.channels(), s.height(),
            s.width()),
        "describe images");
    Cudnn.check(
        JCudnn.cudnnSetTensor4dDescriptor(
            y, CUDNN_TENSOR_NHWC, CUDNN_DATA_FLOAT, s.images(), s.outChannels(), s.outHeight(),
            s.outWidth()),
        "describe images");
    Cudnn.check(
        JCudnn.cudnnSetFilter4dDescriptor(
            w, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NHWC, s.outChannels(), s.channelsOfGroup(),
            s.windowHeight(), s.windowWidth()),
        "describe weights");
    Cudnn.check(
        JCudnn.cudnnSetConvolution2dDescriptor(
            convolution, s.top(), s.left(), s.strideY(), s.strideX(), s.dilationY(),
            s.dilationX(), CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT),
        "describe a convolution");
    Cudnn.check(
        JCudnn.cudnnSetConvolutionGroupCount(convolution, s.groups()), "describe a convolution");
    Cudnn.check(
        JCudnn.cudnnSetConvolutionMathType(convolution, mathType), "take the precision");
  }

  @Override
  public void close() {
    open.close();
  }
}

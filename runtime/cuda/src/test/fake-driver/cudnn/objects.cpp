#include "objects.h"

#include <cstdio>

namespace fake {
namespace {
constexpr int NHWC = 1;
constexpr int FLOAT = 0;
constexpr int CROSS_CORRELATION = 1;
constexpr int MATH_TYPES = 4;
}  // namespace

Operands::Operands(void* h, void* xs, void* ws, void* c, void* ys)
    : handle(find<Handle>(h)), x(find<Tensor>(xs)), y(find<Tensor>(ys)), w(find<Filter>(ws)),
      convolution(find<Convolution>(c)) {}

bool Operands::fit() const {
  if (!handle || !x || !y || !w || !convolution || convolution->strideY < 1) {
    return false;
  }
  const Convolution& c = *convolution;
  const int reachY = (w->height - 1) * c.dilationY + 1;
  const int reachX = (w->width - 1) * c.dilationX + 1;
  return x->images == y->images && x->channels == w->channels * c.groups
         && y->channels == w->outputs && w->outputs % c.groups == 0
         && y->height == (x->height + 2 * c.padY - reachY) / c.strideY + 1
         && y->width == (x->width + 2 * c.padX - reachX) / c.strideX + 1;
}

int status(const Call& call) {
  const int answer = call.answer();
  // Injected answers are cuDNN's own, and larger than all of the driver's.
  return answer == SUCCESS || answer >= NOT_STARTED ? answer
         : answer == INVALID_CONTEXT                ? NOT_STARTED
                                                    : EXECUTION_FAILED;
}

namespace {
template <class T>
int create(const char* entry, Need need, void** handle) {
  Call call(entry, need);
  if (call.good()) {
    *handle = add(std::make_shared<T>());
  }
  return status(call);
}

template <class T>
int destroy(const char* entry, void* handle) {
  Call call(entry, Need::NOTHING);
  if (release<T>(call, handle) != SUCCESS) {
    return call.good() ? BAD_PARAM : status(call);
  }
  return SUCCESS;
}
}  // namespace
}  // namespace fake

using namespace fake;

API size_t cudnnGetVersion() { return 91900; }

/** The CUDA that it was built for. */
API size_t cudnnGetCudartVersion() { return 13000; }

API const char* cudnnGetErrorString(int status) {
  switch (status) {
    case SUCCESS: return "CUDNN_STATUS_SUCCESS";
    case NOT_STARTED: return "CUDNN_STATUS_NOT_INITIALIZED";
    case BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
    case UNSUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
    case EXECUTION_FAILED: return "CUDNN_STATUS_EXECUTION_FAILED";
    default: return "CUDNN_STATUS_INTERNAL_ERROR";
  }
}

API int cudnnCreate(void** handle) {
  return create<Handle>("cudnnCreate", Need::NO_RECORDING, handle);
}

API int cudnnDestroy(void* handle) { return destroy<Handle>("cudnnDestroy", handle); }

API int cudnnSetStream(void* handle, void* stream) {
  Call call("cudnnSetStream", Need::CONTEXT);
  if (!call.good()) {
    return status(call);
  }
  const auto found = find<Handle>(handle);
  if (found == nullptr || find<Stream>(stream) == nullptr) {
    return call.refuse(BAD_PARAM, "there is no such handle or stream");
  }
  found->stream = stream;
  return SUCCESS;
}

API int cudnnCreateTensorDescriptor(void** tensor) {
  return create<Tensor>("cudnnCreateTensorDescriptor", Need::NOTHING, tensor);
}

API int cudnnDestroyTensorDescriptor(void* tensor) {
  return destroy<Tensor>("cudnnDestroyTensorDescriptor", tensor);
}

API int cudnnCreateFilterDescriptor(void** filter) {
  return create<Filter>("cudnnCreateFilterDescriptor", Need::NOTHING, filter);
}

API int cudnnDestroyFilterDescriptor(void* filter) {
  return destroy<Filter>("cudnnDestroyFilterDescriptor", filter);
}

API int cudnnCreateConvolutionDescriptor(void** convolution) {
  return create<Convolution>("cudnnCreateConvolutionDescriptor", Need::NOTHING, convolution);
}

API int cudnnDestroyConvolutionDescriptor(void* convolution) {
  return destroy<Convolution>("cudnnDestroyConvolutionDescriptor", convolution);
}

API int cudnnSetTensor4dDescriptor(
    void* tensor, int format, int type, int images, int channels, int height, int width) {
  Call call("cudnnSetTensor4dDescriptor", Need::NOTHING);
  if (!call.good()) {
    return status(call);
  }
  const auto found = find<Tensor>(tensor);
  if (found == nullptr || format != NHWC || type != FLOAT || images < 1 || channels < 1
      || height < 1 || width < 1) {
    return call.refuse(BAD_PARAM, "no tensor of floats as image, row, column, channel");
  }
  found->images = images;
  found->channels = channels;
  found->height = height;
  found->width = width;
  return SUCCESS;
}

API int cudnnSetFilter4dDescriptor(
    void* filter, int type, int format, int outputs, int channels, int height, int width) {
  Call call("cudnnSetFilter4dDescriptor", Need::NOTHING);
  if (!call.good()) {
    return status(call);
  }
  const auto found = find<Filter>(filter);
  if (found == nullptr || format != NHWC || type != FLOAT || outputs < 1 || channels < 1
      || height < 1 || width < 1) {
    return call.refuse(BAD_PARAM, "no filter of floats as output, row, column, channel");
  }
  found->outputs = outputs;
  found->channels = channels;
  found->height = height;
  found->width = width;
  return SUCCESS;
}

API int cudnnSetConvolution2dDescriptor(
    void* convolution, int padY, int padX, int strideY, int strideX, int dilationY, int dilationX,
    int mode, int type) {
  Call call("cudnnSetConvolution2dDescriptor", Need::NOTHING);
  if (!call.good()) {
    return status(call);
  }
  const auto found = find<Convolution>(convolution);
  if (found == nullptr || padY < 0 || padX < 0 || strideY < 1 || strideX < 1 || dilationY < 1
      || dilationX < 1 || mode != CROSS_CORRELATION || type != FLOAT) {
    return call.refuse(BAD_PARAM, "no cross-correlation of floats");
  }
  found->padY = padY;
  found->padX = padX;
  found->strideY = strideY;
  found->strideX = strideX;
  found->dilationY = dilationY;
  found->dilationX = dilationX;
  return SUCCESS;
}

API int cudnnSetConvolutionGroupCount(void* convolution, int groups) {
  Call call("cudnnSetConvolutionGroupCount", Need::NOTHING);
  if (!call.good()) {
    return status(call);
  }
  const auto found = find<Convolution>(convolution);
  if (found == nullptr || groups < 1) {
    return call.refuse(BAD_PARAM, "no such convolution, or no groups");
  }
  found->groups = groups;
  return SUCCESS;
}

API int cudnnSetConvolutionMathType(void* convolution, int math) {
  Call call("cudnnSetConvolutionMathType", Need::NOTHING);
  if (!call.good()) {
    return status(call);
  }
  if (find<Convolution>(convolution) == nullptr || math < 0 || math >= MATH_TYPES) {
    return call.refuse(BAD_PARAM, "no such convolution or math type");
  }
  return SUCCESS;
}

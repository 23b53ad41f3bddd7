// Convolutions as plain as can be: images lie as row x column x channel, weights as output x row x
// column x channel.
#include <vector>

#include "algorithms.h"

namespace fake {
namespace {
enum class Direction { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT };

/** Copies of the descriptors, which may be gone when the work is done. */
struct Product {
  Direction direction;
  Tensor x, y;
  Filter w;
  Convolution convolution;
  const float* first;
  const float* second;
  float* result;

  void operator()() const;
};

void Product::operator()() const {
  const float* images = first;
  const float* weights = second;
  const float* gradient = direction == Direction::INPUT_GRADIENT ? first : second;
  const size_t bytes = direction == Direction::FORWARD          ? y.bytes()
                       : direction == Direction::INPUT_GRADIENT ? x.bytes()
                                                                : w.bytes();
  std::vector<double> sums(bytes / sizeof(float));
  for (int n = 0; n < y.images; n++)
    for (int p = 0; p < y.height; p++)
      for (int q = 0; q < y.width; q++)
        for (int o = 0; o < w.outputs; o++) {
          const size_t at = ((1ul * n * y.height + p) * y.width + q) * w.outputs + o;
          for (int i = 0; i < w.height; i++)
            for (int j = 0; j < w.width; j++) {
              const int row = p * convolution.strideY - convolution.padY + i * convolution.dilationY;
              const int column = q * convolution.strideX - convolution.padX + j * convolution.dilationX;
              if (row < 0 || row >= x.height || column < 0 || column >= x.width) continue;
              const int group = o / (w.outputs / convolution.groups);
              const size_t pixel = ((1ul * n * x.height + row) * x.width + column) * x.channels
                                   + group * w.channels;
              const size_t tap = ((1ul * o * w.height + i) * w.width + j) * w.channels;
              for (int c = 0; c < w.channels; c++) {
                if (direction == Direction::FORWARD) {
                  sums[at] += double(images[pixel + c]) * weights[tap + c];
                } else if (direction == Direction::INPUT_GRADIENT) {
                  sums[pixel + c] += double(gradient[at]) * weights[tap + c];
                } else {
                  sums[tap + c] += double(images[pixel + c]) * gradient[at];
                }
              }
            }
        }
  for (size_t i = 0; i < sums.size(); i++) {
    result[i] = static_cast<float>(sums[i]);
  }
}

bool there(const void* address, size_t bytes) {
  return inside(reinterpret_cast<Address>(address), bytes);
}

struct Scaling {
  const float* product;
  const float* before;
};

int convolve(
    const char* entry, const Operands& operands, Product product, Scaling scaling, int algorithm,
    void* workspace, size_t workspaceBytes) {
  Call call(entry, Need::CONTEXT);
  if (!call.good()) {
    return status(call);
  }
  if (!operands.fit()) {
    return call.refuse(BAD_PARAM, "the descriptors do not fit each other");
  }
  if (*scaling.product != 1 || *scaling.before != 0) {
    return call.refuse(BAD_PARAM, "results are scaled by 1 and 0");
  }
  if (algorithm < 0 || algorithm > 3 || algorithm == 2) {
    return call.refuse(UNSUPPORTED, "there is no such algorithm");
  }
  if (workspaceBytes < WORKSPACE || !there(workspace, workspaceBytes)) {
    return call.refuse(BAD_PARAM, "the workspace is too small or none");
  }
  product.x = *operands.x;
  product.y = *operands.y;
  product.w = *operands.w;
  product.convolution = *operands.convolution;
  const size_t x = product.x.bytes(), w = product.w.bytes(), y = product.y.bytes();
  const Direction d = product.direction;
  const bool all = there(product.first, d == Direction::INPUT_GRADIENT ? y : x)
                   && there(product.second, d == Direction::WEIGHT_GRADIENT ? y : w)
                   && there(product.result, d == Direction::FORWARD          ? y
                                            : d == Direction::INPUT_GRADIENT ? x
                                                                             : w);
  if (!all) {
    return call.refuse(BAD_PARAM, "an operand is not in the device's memory");
  }
  const auto stream = find<Stream>(operands.handle->stream);
  if (stream == nullptr) {
    return call.refuse(EXECUTION_FAILED, "the handle has no stream");
  }
  if (stream->recording && !operands.handle->setUp) {
    stream->broken = true;
    return call.refuse(EXECUTION_FAILED, "the first convolution of a handle cannot be recorded");
  }
  operands.handle->setUp = true;
  stream->put([product] { return runGuarded(product); });
  return SUCCESS;
}

Product product(Direction direction, const void* first, const void* second, void* result) {
  return {
      direction, {}, {}, {}, {}, static_cast<const float*>(first),
      static_cast<const float*>(second), static_cast<float*>(result)};
}
}  // namespace
}  // namespace fake

using namespace fake;

API int cudnnConvolutionForward(
    void* handle, const float* alpha, void* x, const void* images, void* w, const void* weights,
    void* convolution, int algorithm, void* workspace, size_t bytes, const float* beta, void* y,
    void* result) {
  return convolve(
      "cudnnConvolutionForward", Operands(handle, x, w, convolution, y),
      product(Direction::FORWARD, images, weights, result), {alpha, beta}, algorithm, workspace,
      bytes);
}

API int cudnnConvolutionBackwardData(
    void* handle, const float* alpha, void* w, const void* weights, void* y, const void* gradient,
    void* convolution, int algorithm, void* workspace, size_t bytes, const float* beta, void* x,
    void* result) {
  return convolve(
      "cudnnConvolutionBackwardData", Operands(handle, x, w, convolution, y),
      product(Direction::INPUT_GRADIENT, gradient, weights, result), {alpha, beta}, algorithm,
      workspace, bytes);
}

API int cudnnConvolutionBackwardFilter(
    void* handle, const float* alpha, void* x, const void* images, void* y, const void* gradient,
    void* convolution, int algorithm, void* workspace, size_t bytes, const float* beta, void* w,
    void* result) {
  return convolve(
      "cudnnConvolutionBackwardFilter", Operands(handle, x, w, convolution, y),
      product(Direction::WEIGHT_GRADIENT, images, gradient, result), {alpha, beta}, algorithm,
      workspace, bytes);
}

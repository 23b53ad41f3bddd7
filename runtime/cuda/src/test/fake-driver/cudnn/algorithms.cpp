// Which algorithms there are, for each direction the same: 0 is the fastest and does not repeat its
// bits, 1 and 3 do, 2 cannot do any shape. All want more scratch than they say when measured.
#include "algorithms.h"

namespace fake {
namespace {
constexpr size_t MEASURED = 1000;

/** As cudnnConvolution...AlgoPerf_t lies in memory. */
struct Performance {
  int algorithm;
  int status;
  float milliseconds;
  size_t workspace;
  int deterministic;
  int math;
  int reserved[3];
};

const Performance ALL[] = {
    {0, SUCCESS, 0.01f, MEASURED, 0, 0, {}},
    {1, SUCCESS, 0.02f, MEASURED, 1, 0, {}},
    {3, SUCCESS, 0.03f, MEASURED, 1, 0, {}},
    {2, UNSUPPORTED, -1, 0, 1, 0, {}},
};

/** Measuring allocates memory and waits. */
int measure(const char* entry, const Operands& operands, int most, int* count, void* found) {
  Call call(entry, Need::NO_RECORDING);
  // JCudnn reads the count even after a failure, when it may be anything.
  *count = call.good() ? 0 : most + 1;
  if (!call.good()) {
    return status(call);
  }
  if (!operands.fit() || most < 1) {
    return call.refuse(BAD_PARAM, "the descriptors do not fit each other");
  }
  for (const Performance& p : ALL) {
    if (*count < most) {
      static_cast<Performance*>(found)[(*count)++] = p;
    }
  }
  return SUCCESS;
}

int workspace(const char* entry, const Operands& operands, int algorithm, size_t* bytes) {
  Call call(entry, Need::CONTEXT);
  if (!call.good()) {
    return status(call);
  }
  if (!operands.fit()) {
    return call.refuse(BAD_PARAM, "the descriptors do not fit each other");
  }
  if (algorithm < 0 || algorithm > 3 || algorithm == 2) {
    return call.refuse(UNSUPPORTED, "there is no such algorithm");
  }
  *bytes = WORKSPACE;
  return SUCCESS;
}
}  // namespace
}  // namespace fake

using namespace fake;

API int cudnnFindConvolutionForwardAlgorithm(
    void* handle, void* x, void* w, void* convolution, void* y, int most, int* count, void* found) {
  return measure(
      "cudnnFindConvolutionForwardAlgorithm", Operands(handle, x, w, convolution, y), most, count,
      found);
}

API int cudnnFindConvolutionBackwardDataAlgorithm(
    void* handle, void* w, void* y, void* convolution, void* x, int most, int* count, void* found) {
  return measure(
      "cudnnFindConvolutionBackwardDataAlgorithm", Operands(handle, x, w, convolution, y), most,
      count, found);
}

API int cudnnFindConvolutionBackwardFilterAlgorithm(
    void* handle, void* x, void* y, void* convolution, void* w, int most, int* count, void* found) {
  return measure(
      "cudnnFindConvolutionBackwardFilterAlgorithm", Operands(handle, x, w, convolution, y), most,
      count, found);
}

API int cudnnGetConvolutionForwardWorkspaceSize(
    void* handle, void* x, void* w, void* convolution, void* y, int algorithm, size_t* bytes) {
  return workspace(
      "cudnnGetConvolutionForwardWorkspaceSize", Operands(handle, x, w, convolution, y), algorithm,
      bytes);
}

API int cudnnGetConvolutionBackwardDataWorkspaceSize(
    void* handle, void* w, void* y, void* convolution, void* x, int algorithm, size_t* bytes) {
  return workspace(
      "cudnnGetConvolutionBackwardDataWorkspaceSize", Operands(handle, x, w, convolution, y),
      algorithm, bytes);
}

API int cudnnGetConvolutionBackwardFilterWorkspaceSize(
    void* handle, void* x, void* y, void* convolution, void* w, int algorithm, size_t* bytes) {
  return workspace(
      "cudnnGetConvolutionBackwardFilterWorkspaceSize", Operands(handle, x, w, convolution, y),
      algorithm, bytes);
}

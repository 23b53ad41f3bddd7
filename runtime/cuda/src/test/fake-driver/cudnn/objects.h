// What an application describes to cuDNN.
#pragma once

#include "../cuda/stream.h"

namespace fake {
/** By cuDNN 9's numbers. */
enum Status : int {
  NOT_STARTED = 1001,
  BAD_PARAM = 2000,
  UNSUPPORTED = 3000,
  EXECUTION_FAILED = 5000,
};

struct Handle : Object {
  const char* kind() const override { return "cuDNN handle"; }
  void* stream = nullptr;
  /** A library sets itself up in its first convolution, which no stream may record. */
  bool setUp = false;
};

struct Tensor : Object {
  const char* kind() const override { return "tensor descriptor"; }
  int images = 0, channels = 0, height = 0, width = 0;
  size_t bytes() const { return sizeof(float) * images * channels * height * width; }
};

struct Filter : Object {
  const char* kind() const override { return "filter descriptor"; }
  int outputs = 0, channels = 0, height = 0, width = 0;
  size_t bytes() const { return sizeof(float) * outputs * channels * height * width; }
};

struct Convolution : Object {
  const char* kind() const override { return "convolution descriptor"; }
  int padY = 0, padX = 0, strideY = 0, strideX = 0, dilationY = 1, dilationX = 1, groups = 1;
};

/** What a convolution is between; the results are those of find. */
struct Operands {
  std::shared_ptr<Handle> handle;
  std::shared_ptr<Tensor> x, y;
  std::shared_ptr<Filter> w;
  std::shared_ptr<Convolution> convolution;

  Operands(void* handle, void* x, void* w, void* convolution, void* y);
  /** Whether all are there, and the shapes fit each other. */
  bool fit() const;
};

/** The call's answer in cuDNN's numbers. */
int status(const Call& call);
}  // namespace fake

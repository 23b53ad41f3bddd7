// What the device says of itself: it takes itself for an H100.
#include <cstdio>
#include <map>

#include "driver.h"

using namespace fake;

namespace {
/** By the numbers of CUdevice_attribute. */
const std::map<int, int> ATTRIBUTES = {
    {1, 1024},     // threads of a block
    {8, 48 << 10}, // shared memory of a block, unless it asks for more
    {10, 32},      // threads of a warp
    {16, 132},     // multiprocessors
    {75, 9},       // compute capability
    {76, 0},
    {97, 227 << 10},  // shared memory of a block that asks for it
};
}  // namespace

API int cuDriverGetVersion(int* version) {
  Call call("cuDriverGetVersion", Need::NOTHING);
  *version = 13000;
  return call.answer();
}

API int cuDeviceGetCount(int* count) {
  Call call("cuDeviceGetCount", Need::START);
  *count = 1;
  return call.answer();
}

API int cuDeviceGet(int* device, int ordinal) {
  Call call("cuDeviceGet", Need::START);
  if (!call.good()) {
    return call.answer();
  }
  if (ordinal != 0) {
    return call.refuse(INVALID_DEVICE, "there is one device only");
  }
  *device = 0;
  return SUCCESS;
}

API int cuDeviceGetName(char* name, int size, int) {
  Call call("cuDeviceGetName", Need::START);
  snprintf(name, size, "Fake H100");
  return call.answer();
}

API int cuDeviceGetAttribute(int* value, int attribute, int) {
  Call call("cuDeviceGetAttribute", Need::START);
  if (!call.good()) {
    return call.answer();
  }
  const auto known = ATTRIBUTES.find(attribute);
  if (known == ATTRIBUTES.end()) {
    return call.refuse(
        INVALID_VALUE, "attribute " + std::to_string(attribute) + " is not known here");
  }
  *value = known->second;
  return SUCCESS;
}

API int cuGetErrorString(int answer, const char** string) {
  switch (answer) {
#define ANSWER(name, number, text) \
  case number: *string = text; return SUCCESS;
    FAKE_ANSWERS(ANSWER)
#undef ANSWER
    default: *string = nullptr; return INVALID_VALUE;
  }
}

API int cuGetErrorName(int answer, const char** string) {
  switch (answer) {
#define ANSWER(name, number, text) \
  case number: *string = "CUDA_ERROR_" #name; return SUCCESS;
    FAKE_ANSWERS(ANSWER)
#undef ANSWER
    default: *string = nullptr; return INVALID_VALUE;
  }
}

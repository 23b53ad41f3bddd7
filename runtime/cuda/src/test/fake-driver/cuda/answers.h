// What a driver of NVIDIA answers, by its own numbers, names and texts.
#pragma once

#define FAKE_ANSWERS(ANSWER) \
  ANSWER(INVALID_VALUE, 1, "invalid argument") \
  ANSWER(OUT_OF_MEMORY, 2, "out of memory") \
  ANSWER(NOT_INITIALIZED, 3, "initialization error") \
  ANSWER(NO_DEVICE, 100, "no CUDA-capable device is detected") \
  ANSWER(INVALID_DEVICE, 101, "invalid device ordinal") \
  ANSWER(INVALID_IMAGE, 200, "device kernel image is invalid") \
  ANSWER(INVALID_CONTEXT, 201, "invalid device context") \
  ANSWER(NO_BINARY_FOR_GPU, 209, "no kernel image is available for execution on the device") \
  ANSWER(INVALID_HANDLE, 400, "invalid resource handle") \
  ANSWER(ILLEGAL_STATE, 401, "the operation cannot be performed in the present state") \
  ANSWER(NOT_FOUND, 500, "named symbol not found") \
  ANSWER(NOT_READY, 600, "device not ready") \
  ANSWER(ILLEGAL_ADDRESS, 700, "an illegal memory access was encountered") \
  ANSWER(LAUNCH_OUT_OF_RESOURCES, 701, "too many resources requested for launch") \
  ANSWER(MISALIGNED_ADDRESS, 716, "misaligned address") \
  ANSWER(LAUNCH_FAILED, 719, "unspecified launch failure") \
  ANSWER(NOT_SUPPORTED, 801, "operation not supported") \
  ANSWER(STREAM_CAPTURE_UNSUPPORTED, 900, "operation not permitted when stream is capturing") \
  ANSWER(STREAM_CAPTURE_INVALIDATED, 901, \
         "operation failed due to a previous error during capture") \
  ANSWER(STREAM_CAPTURE_WRONG_THREAD, 908, \
         "attempt to terminate a thread-local capture sequence from another thread") \
  ANSWER(UNKNOWN, 999, "unknown error")

namespace fake {
enum Answer : int {
  SUCCESS = 0,
#define ANSWER(name, number, text) name = number,
  FAKE_ANSWERS(ANSWER)
#undef ANSWER
};
}  // namespace fake

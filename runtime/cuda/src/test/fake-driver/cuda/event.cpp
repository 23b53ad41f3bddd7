#include <chrono>

#include "stream.h"

namespace fake {
struct Event : Object {
  const char* kind() const override { return "event"; }

  std::weak_ptr<Stream> stream;
  bool recorded = false;
  bool done = false;
  std::chrono::steady_clock::time_point at;
};
}  // namespace fake

using namespace fake;

API int cuEventCreate(void** handle, unsigned) {
  Call call("cuEventCreate", Need::CONTEXT);
  if (call.good()) {
    *handle = add(std::make_shared<Event>());
  }
  return call.answer();
}

API int cuEventDestroy_v2(void* handle) {
  Call call("cuEventDestroy_v2", Need::CONTEXT);
  return release<Event>(call, handle);
}

API int cuEventRecord(void* handle, void* streamHandle) {
  Call call("cuEventRecord", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto event = find<Event>(handle);
  const auto stream = find<Stream>(streamHandle);
  if (event == nullptr || stream == nullptr) {
    return call.refuse(
        INVALID_HANDLE, stream == nullptr ? "there is no such stream" : "there is no such event");
  }
  if (stream->recording) {
    return call.refuse(NOT_SUPPORTED, "events are not recorded into graphs here");
  }
  event->stream = stream;
  event->recorded = true;
  event->done = false;
  stream->put([event] {
    event->done = true;
    event->at = std::chrono::steady_clock::now();
    return static_cast<int>(SUCCESS);
  });
  return SUCCESS;
}

API int cuEventSynchronize(void* handle) {
  Call call("cuEventSynchronize", Need::NO_RECORDING);
  if (!call.good()) {
    return call.answer();
  }
  const auto event = find<Event>(handle);
  if (event == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such event");
  }
  if (const auto stream = event->stream.lock()) {
    stream->drain();
  }
  return dead();
}

API int cuEventElapsedTime(float* milliseconds, void* first, void* second) {
  Call call("cuEventElapsedTime", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto before = find<Event>(first);
  const auto after = find<Event>(second);
  if (before == nullptr || after == nullptr || !before->recorded || !after->recorded) {
    return call.refuse(INVALID_HANDLE, "these are not two recorded events");
  }
  if (!before->done || !after->done) {
    return call.refuse(NOT_READY, "nobody has waited for these events");
  }
  *milliseconds = std::chrono::duration<float, std::milli>(after->at - before->at).count();
  return SUCCESS;
}

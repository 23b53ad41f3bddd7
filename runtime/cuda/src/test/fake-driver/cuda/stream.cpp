#include "stream.h"

#include <set>

#include "graph.h"

namespace fake {
namespace {
std::set<Stream*> recordings;
}  // namespace

Stream::~Stream() { recordings.erase(this); }

void Stream::put(Work work) {
  if (recording) {
    recorded.push_back(std::move(work));
  } else {
    queue.push_back(std::move(work));
  }
}

void Stream::drain() {
  while (!queue.empty()) {
    const Work work = std::move(queue.front());
    queue.pop_front();
    // What stands behind a fault is not done.
    if (dead() == SUCCESS) {
      if (int answer = work()) {
        die(answer);
      }
    }
  }
}

/** Another thread's recording forbids unsafe calls here only in the global mode. */
bool breakRecordings() {
  bool any = false;
  for (Stream* s : recordings) {
    const bool here = s->recorder == std::this_thread::get_id() && s->mode != Mode::RELAXED;
    if (here || s->mode == Mode::GLOBAL) {
      s->broken = true;
      any = true;
    }
  }
  return any;
}
}  // namespace fake

using namespace fake;

API int cuStreamCreate(void** handle, unsigned) {
  Call call("cuStreamCreate", Need::NO_RECORDING);
  if (call.good()) {
    *handle = add(std::make_shared<Stream>());
  }
  return call.answer();
}

API int cuStreamDestroy_v2(void* handle) {
  Call call("cuStreamDestroy_v2", Need::CONTEXT);
  if (const auto stream = find<Stream>(handle)) {
    // As the driver says: it goes when its work is done.
    stream->drain();
  }
  return release<Stream>(call, handle);
}

API int cuStreamSynchronize(void* handle) {
  Call call("cuStreamSynchronize", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto stream = find<Stream>(handle);
  if (stream == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such stream");
  }
  if (stream->recording) {
    stream->broken = true;
    return call.refuse(STREAM_CAPTURE_UNSUPPORTED, "this stream records");
  }
  if (breakRecordings()) {
    return call.refuse(STREAM_CAPTURE_UNSUPPORTED, "not while this thread records a stream");
  }
  stream->drain();
  return dead();
}

API int cuStreamBeginCapture_v2(void* handle, int mode) {
  Call call("cuStreamBeginCapture_v2", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto stream = find<Stream>(handle);
  if (stream == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such stream");
  }
  if (mode < 0 || mode > 2) {
    return call.refuse(INVALID_VALUE, "there is no such mode");
  }
  if (stream->recording) {
    return call.refuse(ILLEGAL_STATE, "this stream records already");
  }
  stream->recording = true;
  stream->broken = false;
  stream->mode = static_cast<Mode>(mode);
  stream->recorder = std::this_thread::get_id();
  stream->recorded.clear();
  recordings.insert(stream.get());
  return SUCCESS;
}

API int cuStreamEndCapture(void* handle, void** graph) {
  Call call("cuStreamEndCapture", Need::CONTEXT);
  const auto stream = find<Stream>(handle);
  if (stream == nullptr) {
    return call.good() ? call.refuse(INVALID_HANDLE, "there is no such stream") : call.answer();
  }
  *graph = nullptr;
  if (!stream->recording) {
    return call.good() ? call.refuse(ILLEGAL_STATE, "this stream does not record") : call.answer();
  }
  if (stream->mode != Mode::RELAXED && stream->recorder != std::this_thread::get_id()) {
    return call.refuse(STREAM_CAPTURE_WRONG_THREAD, "another thread records");
  }
  stream->recording = false;
  recordings.erase(stream.get());
  if (!call.good()) {
    return call.answer();
  }
  if (stream->broken) {
    return call.refuse(STREAM_CAPTURE_INVALIDATED, "a call meanwhile broke the recording");
  }
  *graph = add(std::make_shared<Graph>(std::move(stream->recorded)));
  return SUCCESS;
}

#include "driver.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "stream.h"

namespace fake {
namespace {
std::recursive_mutex lock;
bool started;
int death;
char primary;
thread_local void* current;
std::atomic<int> waits;
}  // namespace

bool waiting() { return waits > 0; }

Call::Call(const char* entry, Need need) : entry_(entry), lock_(lock) {
  if (int delay = injectedDelay(entry)) {
    // Others go on meanwhile: so a test makes two threads meet.
    lock_.unlock();
    waits++;
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    waits--;
    lock_.lock();
  }
  answer_ = injected(entry);
  if (answer_ != SUCCESS) {
    return;
  }
  if (need >= Need::START && !started) {
    answer_ = refuse(NOT_INITIALIZED, "cuInit was not called");
  } else if (need >= Need::CONTEXT && current == nullptr) {
    answer_ = refuse(INVALID_CONTEXT, "this thread has no context");
  } else if (need >= Need::CONTEXT && death != SUCCESS) {
    answer_ = death;
    onlyDead_ = true;
  } else if (need == Need::NO_RECORDING && breakRecordings()) {
    answer_ = refuse(STREAM_CAPTURE_UNSUPPORTED, "not while this thread records a stream");
  }
}

int Call::refuse(int answer, const std::string& why) {
  refused(std::string(entry_) + ": " + why + " (" + std::to_string(answer) + ")");
  return answer;
}

void die(int answer) { death = answer; }
int dead() { return death; }

void forgetContext() {
  started = false;
  death = SUCCESS;
}
}  // namespace fake

using namespace fake;

API int cuInit(unsigned flags) {
  Call call("cuInit", Need::NOTHING);
  if (!call.good()) {
    return call.answer();
  }
  if (flags != 0) {
    return call.refuse(INVALID_VALUE, "flags must be 0");
  }
  started = true;
  return SUCCESS;
}

API int cuDevicePrimaryCtxRetain(void** context, int device) {
  Call call("cuDevicePrimaryCtxRetain", Need::START);
  if (!call.good()) {
    return call.answer();
  }
  if (device != 0) {
    return call.refuse(INVALID_DEVICE, "there is one device only");
  }
  *context = &primary;
  return SUCCESS;
}

API int cuCtxSetCurrent(void* context) {
  Call call("cuCtxSetCurrent", Need::START);
  if (!call.good()) {
    return call.answer();
  }
  if (context != nullptr && context != &primary) {
    return call.refuse(INVALID_CONTEXT, "that is no context");
  }
  current = context;
  return SUCCESS;
}

API int cuCtxGetCurrent(void** context) {
  Call call("cuCtxGetCurrent", Need::START);
  *context = current;
  return call.answer();
}

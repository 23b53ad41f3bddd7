// Streams, which do their work only when somebody waits for it, and what they record.
#pragma once

#include <deque>
#include <thread>
#include <vector>

#include "driver.h"

namespace fake {
/** By CUstreamCaptureMode's numbers. */
enum class Mode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

struct Stream : Object {
  ~Stream() override;
  const char* kind() const override { return "stream"; }

  /** Queues the work, or records it. */
  void put(Work work);
  /** Does all that is queued. */
  void drain();

  bool recording = false;
  /** A recording that a call spoiled gives no graph. */
  bool broken = false;
  Mode mode = Mode::GLOBAL;
  std::thread::id recorder;
  std::vector<Work> recorded;
  std::deque<Work> queue;
};

/** Whether this thread records, and may not call what is unsafe then; the recordings are broken. */
bool breakRecordings();
}  // namespace fake

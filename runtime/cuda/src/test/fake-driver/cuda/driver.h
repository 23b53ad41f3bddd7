// The driver's state, and what each of its calls begins and ends with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "answers.h"

#define API extern "C" __attribute__((visibility("default")))

namespace fake {
typedef uint64_t Address;

/** Work of a stream; what it answers, unless SUCCESS, is the end of the context. */
typedef std::function<int()> Work;

/** What a call needs; each need has those before it. */
enum class Need {
  NOTHING,
  /** cuInit. */
  START,
  /** A context on the calling thread. */
  CONTEXT,
  /** That this thread records no stream: one that does is broken by the call. */
  NO_RECORDING,
};

/** A call in progress: it holds the driver's lock. */
class Call {
 public:
  Call(const char* entry, Need need);

  /** Whether it may go on; else `answer` says why not. */
  bool good() const { return answer_ == SUCCESS; }
  int answer() const { return answer_; }

  /** Says on stderr and in the report why a call is refused. */
  int refuse(int answer, const std::string& why);

  /**
   * Whether it failed only since the context is dead. What is given back then counts as given back:
   * the real driver forgets it together with its context.
   */
  bool onlyDead() const { return onlyDead_; }

 private:
  const char* entry_;
  std::unique_lock<std::recursive_mutex> lock_;
  int answer_ = SUCCESS;
  bool onlyDead_ = false;
};

/** An object that the application gets a handle of; no handle is ever given out twice. */
struct Object {
  virtual ~Object() = default;
  /** How the report calls it; null for what goes with another object. */
  virtual const char* kind() const = 0;
};

void* add(std::shared_ptr<Object> object);
std::shared_ptr<Object> find(void* handle);
void remove(void* handle);

/** The living object of this kind behind a handle; null when there is none. */
template <class T>
std::shared_ptr<T> find(void* handle) {
  return std::dynamic_pointer_cast<T>(find(handle));
}

/** Gives an object back. */
template <class T>
int release(Call& call, void* handle) {
  if (!call.good() && !call.onlyDead()) {
    return call.answer();
  }
  if (find<T>(handle) == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such object");
  }
  remove(handle);
  return call.answer();
}

/** The context is of no use any more: every call but those of no need answers this. */
void die(int answer);
int dead();

/** Runs what a kernel does; an access outside the allocated memory ends it. */
int runGuarded(const std::function<void()>& kernel);

/** Device memory of the address, all of it. */
bool inside(Address address, size_t bytes);
bool pinned(const void* address, size_t bytes);

/** The answer that an entry point is to give this time, or SUCCESS. */
int injected(const char* entry);
/** Milliseconds that it is to wait first. */
int injectedDelay(const char* entry);
void inject(const std::string& faults);
/** How many calls have got such an answer. */
long injectedFaults();
/** Whether a call waits as it was told to. */
bool waiting();

void refused(const std::string& line);
/** Counts objects of other libraries as open. */
void count(const char* kind, int by);

void forgetContext();
void forgetObjects();
void forgetMemory();
}  // namespace fake

#include <map>

#include "driver.h"
#include "report.h"

namespace fake {
namespace {
std::map<void*, std::shared_ptr<Object>> objects;
/** Far from any address, so that no handle is taken for one. */
uintptr_t next = 0x7a00000000000010;

void tell(const Object& object, int by) {
  if (object.kind() != nullptr) {
    count(object.kind(), by);
  }
}
}  // namespace

void* add(std::shared_ptr<Object> object) {
  void* handle = reinterpret_cast<void*>(next);
  next += 16;
  tell(*object, 1);
  objects[handle] = std::move(object);
  return handle;
}

std::shared_ptr<Object> find(void* handle) {
  const auto found = objects.find(handle);
  return found == objects.end() ? nullptr : found->second;
}

void remove(void* handle) {
  const auto found = objects.find(handle);
  tell(*found->second, -1);
  objects.erase(found);
}

void forgetObjects() { objects.clear(); }
}  // namespace fake

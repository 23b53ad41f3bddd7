// Memory of the device and pinned memory of the host. Each block ends where a page of nobody
// begins, no address is given out twice, and what was not written is NaN.
#include <sys/mman.h>

#include <cstring>
#include <map>
#include <vector>

#include "driver.h"
#include "report.h"
#include "stream.h"

namespace fake {
namespace {
constexpr size_t PAGE = 4096;
constexpr size_t REGION = 1ull << 40;
/** Less than a GPU has, lest a test take all that the machine has. */
constexpr size_t CAPACITY = 2ull << 30;
constexpr size_t ALIGNMENT = 16;
constexpr unsigned char UNWRITTEN = 0xff;

struct Block {
  size_t bytes;
  char* pages;
  size_t room;
  bool host;
};

std::map<Address, Block> blocks;
char* next;
size_t used;

const char* kind(const Block& block) { return block.host ? "pinned memory" : "memory"; }

/** The start of a new block; 0 when there is no room. */
Address allocate(size_t bytes, bool host) {
  if (next == nullptr) {
    void* region =
        mmap(nullptr, REGION, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) {
      return 0;
    }
    next = static_cast<char*>(region) + PAGE;
  }
  const size_t room = (bytes + PAGE - 1) / PAGE * PAGE;
  if (used + room > CAPACITY || mprotect(next, room, PROT_READ | PROT_WRITE) != 0) {
    return 0;
  }
  char* pages = next;
  next += room + PAGE;
  used += room;
  memset(pages, UNWRITTEN, room);
  const size_t padded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  const Address start = reinterpret_cast<Address>(pages + room - padded);
  blocks[start] = {bytes, pages, room, host};
  count(kind(blocks[start]), 1);
  return start;
}

void give(std::map<Address, Block>::iterator found) {
  const Block block = found->second;
  madvise(block.pages, block.room, MADV_DONTNEED);
  mprotect(block.pages, block.room, PROT_NONE);
  used -= block.room;
  count(kind(block), -1);
  blocks.erase(found);
}

bool untouched(const char* from, const char* to) {
  for (; from < to; from++) {
    if (static_cast<unsigned char>(*from) != UNWRITTEN) {
      return false;
    }
  }
  return true;
}

int freeBlock(Call& call, Address address, bool host) {
  if (!call.good() && !call.onlyDead()) {
    return call.answer();
  }
  const auto found = blocks.find(address);
  if (found == blocks.end() || found->second.host != host) {
    return call.refuse(INVALID_VALUE, "no such memory begins there");
  }
  const Block& block = found->second;
  const char* start = reinterpret_cast<const char*>(address);
  const bool whole = untouched(block.pages, start)
                     && untouched(start + block.bytes, block.pages + block.room);
  give(found);
  return whole ? call.answer()
               : call.refuse(ILLEGAL_ADDRESS, "somebody wrote beside the memory");
}

bool within(Address address, size_t bytes, bool host) {
  auto found = blocks.upper_bound(address);
  if (found == blocks.begin()) {
    return false;
  }
  --found;
  return found->second.host == host && address - found->first <= found->second.bytes
         && bytes <= found->second.bytes - (address - found->first);
}
}  // namespace

bool inside(Address address, size_t bytes) { return within(address, bytes, false); }

bool pinned(const void* address, size_t bytes) {
  return within(reinterpret_cast<Address>(address), bytes, true);
}

void forgetMemory() {
  while (!blocks.empty()) {
    give(blocks.begin());
  }
}
}  // namespace fake

using namespace fake;

API int cuMemAlloc_v2(Address* address, size_t bytes) {
  Call call("cuMemAlloc_v2", Need::NO_RECORDING);
  if (!call.good()) {
    return call.answer();
  }
  if (bytes == 0) {
    return call.refuse(INVALID_VALUE, "0 bytes");
  }
  *address = allocate(bytes, false);
  return *address == 0 ? call.refuse(OUT_OF_MEMORY, std::to_string(bytes) + " bytes") : SUCCESS;
}

API int cuMemFree_v2(Address address) {
  Call call("cuMemFree_v2", Need::NO_RECORDING);
  return freeBlock(call, address, false);
}

API int cuMemAllocHost_v2(void** address, size_t bytes) {
  Call call("cuMemAllocHost_v2", Need::NO_RECORDING);
  if (!call.good()) {
    return call.answer();
  }
  if (bytes == 0) {
    return call.refuse(INVALID_VALUE, "0 bytes");
  }
  *address = reinterpret_cast<void*>(allocate(bytes, true));
  return *address == nullptr ? call.refuse(OUT_OF_MEMORY, std::to_string(bytes) + " bytes")
                             : SUCCESS;
}

API int cuMemFreeHost(void* address) {
  Call call("cuMemFreeHost", Need::NO_RECORDING);
  return freeBlock(call, reinterpret_cast<Address>(address), true);
}

namespace {
/** Puts a copy or a fill on a stream; `bytes` at `address` must be there then and when it runs. */
int transfer(Call& call, void* handle, Address address, size_t bytes, std::function<void()> work) {
  if (!call.good()) {
    return call.answer();
  }
  const auto stream = find<Stream>(handle);
  if (stream == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such stream");
  }
  if (!inside(address, bytes)) {
    return call.refuse(INVALID_VALUE, "outside all memory of the device");
  }
  stream->put([=] {
    if (!inside(address, bytes)) {
      refused("a copy or a fill: its memory was freed before it ran");
      return static_cast<int>(ILLEGAL_ADDRESS);
    }
    work();
    return static_cast<int>(SUCCESS);
  });
  return SUCCESS;
}

template <class T>
int fill(Call& call, Address address, T value, size_t count, void* stream) {
  return transfer(call, stream, address, count * sizeof(T), [=] {
    std::fill_n(reinterpret_cast<T*>(address), count, value);
  });
}
}  // namespace

API int cuMemsetD8Async(Address address, unsigned char value, size_t count, void* stream) {
  Call call("cuMemsetD8Async", Need::CONTEXT);
  return fill(call, address, value, count, stream);
}

API int cuMemsetD32Async(Address address, unsigned value, size_t count, void* stream) {
  Call call("cuMemsetD32Async", Need::CONTEXT);
  return fill(call, address, value, count, stream);
}

/** As the driver says: pinned memory is read when the copy runs, any other is read now. */
API int cuMemcpyHtoDAsync_v2(Address to, const void* from, size_t bytes, void* stream) {
  Call call("cuMemcpyHtoDAsync_v2", Need::CONTEXT);
  std::shared_ptr<std::vector<char>> staged;
  if (call.good() && !pinned(from, bytes)) {
    const char* first = static_cast<const char*>(from);
    staged = std::make_shared<std::vector<char>>(first, first + bytes);
  }
  return transfer(call, stream, to, bytes, [=] {
    memcpy(reinterpret_cast<void*>(to), staged == nullptr ? from : staged->data(), bytes);
  });
}

/** Later than the driver, which waits where the host's memory is not pinned. */
API int cuMemcpyDtoHAsync_v2(void* to, Address from, size_t bytes, void* stream) {
  Call call("cuMemcpyDtoHAsync_v2", Need::CONTEXT);
  return transfer(call, stream, from, bytes, [=] {
    memcpy(to, reinterpret_cast<const void*>(from), bytes);
  });
}

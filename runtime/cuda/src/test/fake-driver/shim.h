// What CUDA text needs to be C++: the threads of a block are fibers that take turns. Each runs until
// it waits for others; a barrier opens at the end of the turn in which the last one has come.
#include <csetjmp>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <utility>
#include <vector>

#define __global__ __attribute__((visibility("default")))
#define __device__
#define __shared__ static
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))

struct Index {
  int x;
};
static Index threadIdx, blockIdx, gridDim;

struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) float2 {
  float x, y;
};
struct alignas(8) int2 {
  int x, y;
};
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static inline float2 make_float2(float x, float y) { return {x, y}; }
static inline float rsqrtf(float x) { return 1 / sqrtf(x); }
static inline float __fdividef(float x, float y) { return x / y; }
static inline float __uint_as_float(unsigned bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
static inline unsigned __float_as_uint(float value) {
  unsigned bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

namespace host {
constexpr int THREADS = 256;
constexpr size_t STACK = 1 << 16;

struct Fiber {
  jmp_buf place;
  bool started = false;
  bool done = true;
  bool atBarrier = false;
  unsigned shuffles = 0;
};

static Fiber fibers[THREADS];
static char* stacks;
static jmp_buf scheduler;
static ucontext_t back;
static int running;
// What threads hand to each other: a pointer, or operands of a tensor core's instruction.
struct alignas(16) Slot {
  unsigned words[6];
};
static Slot slots[2][THREADS];

typedef void (*Kernel)();
static Kernel kernel;
static int count;
static void** arguments;

// A caller takes back what it has handed over, so a kernel may get more than it takes.
template <size_t... I>
static void spread(std::index_sequence<I...>) {
  typedef void* P;
  ((void (*)(decltype(P(I))...)) kernel)((static_cast<int>(I) < count ? arguments[I] : P())...);
}

static void call() {
  constexpr size_t MOST = 64;
  if (count > static_cast<int>(MOST)) {
    abort();
  }
  spread(std::make_index_sequence<MOST>());
}

static void yield() {
  if (_setjmp(fibers[running].place) == 0) {
    _longjmp(scheduler, 1);
  }
}

static void live() {
  for (;;) {
    call();
    fibers[running].done = true;
    yield();
  }
}

static void resume(int i) {
  running = i;
  threadIdx.x = i;
  if (_setjmp(scheduler) == 0) {
    if (fibers[i].started) {
      _longjmp(fibers[i].place, 1);
    }
    fibers[i].started = true;
    ucontext_t context;
    getcontext(&context);
    context.uc_stack.ss_sp = stacks + STACK * i;
    context.uc_stack.ss_size = STACK;
    context.uc_link = &back;
    makecontext(&context, live, 0);
    setcontext(&context);
  }
}

static void block() {
  for (Fiber& f : fibers) {
    f.done = false;
    f.atBarrier = false;
    f.shuffles = 0;
  }
  for (bool alive = true; alive;) {
    alive = false;
    bool all = true;
    for (int i = 0; i < THREADS; i++) {
      if (!fibers[i].done && !fibers[i].atBarrier) {
        resume(i);
      }
      alive |= !fibers[i].done;
      all &= fibers[i].done || fibers[i].atBarrier;
    }
    if (all) {
      for (Fiber& f : fibers) {
        f.atBarrier = false;
      }
    }
  }
}
}  // namespace host

static inline void __syncthreads() {
  host::fibers[host::running].atBarrier = true;
  host::yield();
}

namespace host {
// Values change places between turns, in one of two sets of slots by turns.
template <class T>
static const Slot* hand_out(const T& value) {
  static_assert(sizeof(T) <= sizeof(Slot));
  Fiber& me = fibers[running];
  Slot* now = slots[me.shuffles++ % 2];
  memcpy(&now[running], &value, sizeof value);
  yield();
  return now;
}
}  // namespace host

template <class T>
static inline T __shfl_xor_sync(unsigned, T value, int lanes) {
  const int other = host::running ^ lanes;
  T theirs;
  memcpy(&theirs, &host::hand_out(value)[other], sizeof theirs);
  return theirs;
}

// ---- what machine code does on a device; see instructions.cu -----------------------------------

#define CNNC_HOST

static inline float* dynamic_shared() {
  alignas(16) static float memory[227 * 1024 / 4];
  return memory;
}

using Shared = float*;
static inline Shared shared_address() { return dynamic_shared(); }

// A copy arrives when it is waited for: until then its place holds a pattern that no sum survives.
namespace host {
struct Copy {
  float* to;
  const float* from;
  int count;
  int group;
};
static std::vector<Copy> copies[THREADS];
static int groups[THREADS];
}  // namespace host

template <int BYTES>
static inline void copy_async(Shared shared, int to, const float* array, int i) {
  const float* from = i < 0 ? nullptr : array + i;
  if (to * 4 % BYTES != 0 || reinterpret_cast<size_t>(from) % BYTES != 0) {
    abort();
  }
  memset(shared + to, 0xFF, BYTES);
  host::copies[host::running].push_back(
      {shared + to, from, BYTES / 4, host::groups[host::running]});
}
static inline void commit_copies() { host::groups[host::running]++; }
template <int OPEN>
static inline void await_copies() {
  std::vector<host::Copy>& all = host::copies[host::running];
  size_t left = 0;
  for (const host::Copy& c : all) {
    if (c.group + OPEN >= host::groups[host::running]) {
      all[left++] = c;
      continue;
    }
    for (int i = 0; i < c.count; i++) {
      c.to[i] = c.from == nullptr ? 0 : c.from[i];
    }
  }
  all.resize(left);
}

static inline float fresh(const float* p) { return *p; }
static inline float4 fresh4(const float* p) { return *reinterpret_cast<const float4*>(p); }

#ifdef CNNC_TF32
#define CNNC_TENSOR_CORES

// To nearest, ties away from zero; what is no number stays none.
static inline unsigned tf32(unsigned bits) {
  const bool finite = (bits & 0x7F800000u) != 0x7F800000u;
  return (finite ? bits + 0x1000u : bits) & 0xFFFFE000u;
}

static inline void load_matrices(unsigned (&values)[4], Shared shared, int row) {
  const host::Slot* rows = host::hand_out(shared + row);
  const int lane = host::running % 32, warp = host::running - lane;
  for (int matrix = 0; matrix < 4; matrix++) {
    const float* from;
    memcpy(&from, &rows[warp + matrix * 8 + lane / 4], sizeof from);
    if (reinterpret_cast<size_t>(from) % 16 != 0) {
      abort();
    }
    memcpy(&values[matrix], from + lane % 4, sizeof(float));
  }
}

// Products of two TF32 numbers are exact; the sum of eight is rounded once here, and on a device a
// little earlier.
static inline void multiply_add(float* d, const unsigned (&a)[4], unsigned b0, unsigned b1) {
  struct {
    unsigned a[4], b[2];
  } mine = {{a[0], a[1], a[2], a[3]}, {b0, b1}};
  const host::Slot* slots = host::hand_out(mine);
  const int lane = host::running % 32, warp = host::running - lane;
  const auto operand = [&](int lane, int word) {
    return static_cast<double>(__uint_as_float(slots[warp + lane].words[word] & 0xFFFFE000u));
  };
  for (int i = 0; i < 4; i++) {
    const int row = lane / 4, column = lane % 4 * 2 + i % 2;
    double sum = d[i];
    for (int k = 0; k < 8; k++) {
      sum += operand(row * 4 + k % 4, k / 4 * 2 + i / 2) * operand(column * 4 + k % 4, 4 + k / 4);
    }
    d[i] = static_cast<float>(sum);
  }
}
#endif

static inline void __threadfence() {}
static inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<unsigned long long>(a) * b) >> 32);
}
static inline unsigned atomicInc(unsigned* p, unsigned most) {
  const unsigned old = *p;
  *p = old >= most ? 0 : old + 1;
  return old;
}
static inline void atomicAdd(unsigned long long* p, unsigned long long value) { *p += value; }

extern "C" __global__ void host_launch(void* kernel, int blocks, int count, void** arguments) {
  if (host::stacks == nullptr) {
    host::stacks = static_cast<char*>(malloc(host::STACK * host::THREADS));
  }
  host::kernel = reinterpret_cast<host::Kernel>(kernel);
  host::count = count;
  host::arguments = arguments;
  gridDim.x = blocks;
  for (int b = 0; b < blocks; b++) {
    blockIdx.x = b;
    host::block();
  }
}

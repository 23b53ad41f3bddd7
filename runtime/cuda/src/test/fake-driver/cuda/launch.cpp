#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include <cstring>
#include <vector>

#include "module.h"
#include "stream.h"

namespace fake {
namespace {
constexpr unsigned THREADS = 256;
constexpr Address ALIGNMENT = 16;

typedef void (*Launcher)(void* kernel, int blocks, int count, void** arguments);

/** Where a kernel that touches what is nobody's goes on; one runs at a time, under the lock. */
sigjmp_buf landing;
volatile bool running;
pthread_t runner;
/** What was done about a fault before: by the virtual machine, which needs most of them. */
struct sigaction beforeSegv, beforeAbort;

void onFault(int signal, siginfo_t* info, void* context) {
  if (running && pthread_equal(runner, pthread_self())) {
    siglongjmp(landing, signal == SIGSEGV ? ILLEGAL_ADDRESS : MISALIGNED_ADDRESS);
  }
  const struct sigaction& before = signal == SIGSEGV ? beforeSegv : beforeAbort;
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    sigaction(signal, &before, nullptr);
  } else {
    before.sa_handler(signal);
  }
}

void watch() {
  static bool watching = false;
  if (!watching) {
    watching = true;
    struct sigaction action = {};
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigaction(SIGSEGV, &action, &beforeSegv);
    // The shim's way to say that an instruction got an address that is not aligned.
    sigaction(SIGABRT, &action, &beforeAbort);
  }
}

int run(const Function& function, int blocks, std::vector<void*> arguments) {
  if (function.module->unloaded) {
    refused("kernel " + function.name + ": its module was unloaded before it ran");
    return ILLEGAL_ADDRESS;
  }
  if (int answer = injected("kernel")) {
    return answer;
  }
  const auto launch =
      reinterpret_cast<Launcher>(dlsym(function.module->library, "host_launch"));
  const int answer = runGuarded(
      [&] { launch(function.code, blocks, static_cast<int>(arguments.size()), arguments.data()); });
  if (answer != SUCCESS) {
    refused(
        "kernel " + function.name
        + (answer == ILLEGAL_ADDRESS ? ": it touches what is nobody's"
                                     : ": an address in it is not aligned"));
  }
  return answer;
}
}  // namespace

int runGuarded(const std::function<void()>& kernel) {
  watch();
  runner = pthread_self();
  if (const int fault = sigsetjmp(landing, 1)) {
    running = false;
    return fault;
  }
  running = true;
  kernel();
  running = false;
  return SUCCESS;
}
}  // namespace fake

using namespace fake;

API int cuLaunchKernel(
    void* handle, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
    unsigned blockZ, unsigned shared, void* streamHandle, void** parameters, void** extra) {
  Call call("cuLaunchKernel", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto function = find<Function>(handle);
  const auto stream = find<Stream>(streamHandle);
  if (function == nullptr || function->module->unloaded || stream == nullptr) {
    return call.refuse(
        INVALID_HANDLE, stream == nullptr ? "there is no such stream" : "there is no such kernel");
  }
  const std::string kernel = " of " + function->name;
  if (gridX < 1 || gridX > 0x7fffffffu || gridY != 1 || gridZ != 1) {
    return call.refuse(INVALID_VALUE, "the grid" + kernel + " is no row of blocks");
  }
  if (blockX != THREADS || blockY != 1 || blockZ != 1) {
    return call.refuse(INVALID_VALUE, "the block" + kernel + " is no row of 256 threads");
  }
  if (static_cast<int>(shared) > function->mostDynamicShared) {
    return call.refuse(INVALID_VALUE, "the shared memory" + kernel + " was not asked for");
  }
  if (parameters == nullptr || extra != nullptr) {
    return call.refuse(INVALID_VALUE, "the arguments" + kernel + " are not given one by one");
  }
  std::vector<void*> arguments(function->arguments);
  for (int i = 0; i < function->arguments; i++) {
    memcpy(&arguments[i], parameters[i], sizeof(void*));
    const Address address = reinterpret_cast<Address>(arguments[i]);
    const std::string which = "argument " + std::to_string(i) + kernel;
    if (!inside(address, 1)) {
      return call.refuse(INVALID_VALUE, which + " is no memory of the device");
    }
    if (address % ALIGNMENT != 0) {
      return call.refuse(MISALIGNED_ADDRESS, which + " is not aligned to 16 bytes");
    }
  }
  stream->put([=] { return run(*function, static_cast<int>(gridX), arguments); });
  return SUCCESS;
}

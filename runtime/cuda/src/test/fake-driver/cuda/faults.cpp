// Faults on demand: `cuMemAlloc_v2@3=2` lets the third call answer 2, `cudnnCreate@*=1001` each;
// `cuStreamEndCapture@1+200` lets the first wait for 200 ms. `kernel` is a kernel that runs, which
// is later than its launch. Calls count from when the faults were named.
#include <cstdlib>
#include <map>
#include <sstream>
#include <vector>

#include "driver.h"

namespace fake {
namespace {
struct Fault {
  std::string entry;
  /** Which call, from 1 on; 0 for each. */
  long at;
  int answer;
  int milliseconds;
};

std::vector<Fault> faults;
std::map<std::string, long> calls;
long hits;

struct FromEnvironment {
  FromEnvironment() {
    if (const char* text = getenv("FAKE_DRIVER_FAULTS")) {
      inject(text);
    }
  }
} fromEnvironment;
}  // namespace

void inject(const std::string& text) {
  faults.clear();
  hits = 0;
  calls.clear();
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const size_t at = word.find('@');
    const size_t what = word.find_first_of("=+", at);
    const std::string call = word.substr(at + 1, what - at - 1);
    const int value = atoi(word.c_str() + what + 1);
    const bool waits = word[what] == '+';
    faults.push_back(
        {word.substr(0, at), call == "*" ? 0 : atol(call.c_str()), waits ? SUCCESS : value,
         waits ? value : 0});
  }
}

int injectedDelay(const char* entry) {
  const long call = calls[entry] + 1;
  for (const Fault& fault : faults) {
    if (fault.entry == entry && (fault.at == 0 || fault.at == call) && fault.milliseconds > 0) {
      return fault.milliseconds;
    }
  }
  return 0;
}

int injected(const char* entry) {
  const long call = ++calls[entry];
  for (const Fault& fault : faults) {
    if (fault.entry == entry && (fault.at == 0 || fault.at == call)) {
      hits += fault.answer != SUCCESS;
      return fault.answer;
    }
  }
  return SUCCESS;
}

long injectedFaults() { return hits; }
}  // namespace fake

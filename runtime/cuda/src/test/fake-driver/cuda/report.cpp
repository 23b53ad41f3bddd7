#include "report.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "driver.h"

namespace fake {
namespace {
std::map<std::string, long> counts;
std::string lines;

/** At the end of the process, into the file that the environment names. */
struct AtExit {
  ~AtExit() {
    if (const char* file = getenv("FAKE_DRIVER_REPORT")) {
      std::ofstream(file) << open() << refusals();
    }
  }
} atExit;
}  // namespace

void count(const char* kind, int by) { counts[kind] += by; }

void refused(const std::string& line) {
  fprintf(stderr, "fake driver: %s\n", line.c_str());
  lines += line + "\n";
}

std::string open() {
  std::string text;
  for (const auto& [kind, number] : counts) {
    if (number != 0) {
      text += kind + " " + std::to_string(number) + "\n";
    }
  }
  return text;
}

std::string refusals() { return lines; }

void reset() {
  inject("");
  forgetContext();
  forgetObjects();
  forgetMemory();
  counts.clear();
  lines.clear();
}
}  // namespace fake

// Recorded work.
#pragma once

#include <utility>
#include <vector>

#include "driver.h"

namespace fake {
struct Graph : Object {
  explicit Graph(std::vector<Work> work) : nodes(std::move(work)) {}
  const char* kind() const override { return "graph"; }

  const std::vector<Work> nodes;
};
}  // namespace fake

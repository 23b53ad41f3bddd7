// Modules are shared libraries, which the nvcc beside this makes of CUDA text.
#pragma once

#include <string>

#include "driver.h"

namespace fake {
struct Module : Object {
  explicit Module(void* library) : library(library) {}
  ~Module() override;
  const char* kind() const override { return "module"; }

  void* const library;
  bool unloaded = false;
};

/** Lives as long as its module; not counted on its own. */
struct Function : Object {
  const char* kind() const override { return nullptr; }

  std::shared_ptr<Module> module;
  std::string name;
  void* code;
  int arguments;
  int mostDynamicShared;
};
}  // namespace fake

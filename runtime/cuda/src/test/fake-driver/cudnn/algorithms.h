#pragma once

#include "objects.h"

namespace fake {
/** Bytes of scratch that every algorithm needs. */
constexpr size_t WORKSPACE = 2000;
}  // namespace fake

// What the driver has to tell about the application.
#pragma once

#include <string>

namespace fake {
/** Lines such as `memory 3`: what is open, by kind. */
std::string open();
/** A line for each call that was refused, and why. */
std::string refusals();
/** As if nothing had been called yet. */
void reset();
}  // namespace fake

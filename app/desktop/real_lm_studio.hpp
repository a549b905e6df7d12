#pragma once

#include "desktop/lm_studio_calls.hpp"

#include <quince/environment.hpp>

namespace app {

/// The LM Studio of this computer.
[[nodiscard]] LmStudioCalls realLmStudio(const quince::Environment& environment);

}  // namespace app

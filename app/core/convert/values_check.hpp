#pragma once

#include "core/convert/open_files.hpp"
#include "core/convert/quantization_check.hpp"

#include <quince/progress.hpp>
#include <quince/stop_token.hpp>

namespace quince {

enum class HowMuch { samples, everything };

/// Reads tensors (the beginning of each float one, or all of all) and says which hold values that
/// are not finite: an error for scales and biases of packed weights, otherwise a warning. Counts
/// into `progress`. Errors: io, stopped.
[[nodiscard]] Status checkValues(const TensorsByName& tensors, OpenFiles& shards, HowMuch howMuch,
                                 Progress& progress, const StopToken& stop,
                                 std::vector<Problem>& problems);

}  // namespace quince

#pragma once

#include "core/model/scope.hpp"

namespace quince {

/// Makes the changes of `file` to config.json, in their order; `tensors` are the checkpoint's.
/// Errors: those of the expressions.
Status changeConfig(const ArchitectureFile& file, const TensorMap& tensors, Json& config);

}  // namespace quince

#pragma once

#include "core/model/scope.hpp"

namespace quince {

/// The rules that rearrange elements: stack, split, split_each, deinterleave, transpose, reshape;
/// and l2_normalize, which changes them. Errors: malformed (no such rule, or a field is wrong),
/// mismatch.
Status rearrange(Scope& scope, const Json& rule, TensorMap& tensors);

}  // namespace quince

#pragma once

#include "core/model/scope.hpp"

#include <string>

namespace quince {

/// Gives a tensor another name. Errors: mismatch, when that name is taken.
Status renameTensor(TensorMap& tensors, const std::string& from, const std::string& to);

/// {"op": "rename"}: of each name the first pair that fits is applied. Errors: malformed, mismatch.
Status renameRule(Scope& scope, const Json& rule, TensorMap& tensors);

}  // namespace quince

#pragma once

#include "core/model/rule_match.hpp"
#include "core/model/rule_subject.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace quince {

// What the operations of rules share.

/// An error of the architecture file.
Error malformedRule(const std::string& what);

/// A tensor that was only renamed or rearranged so far. Errors: mismatch.
Status requirePlain(const std::string& name, const MappedTensor& tensor);

/// Adds a tensor. Errors: mismatch, when the name is taken.
Status put(TensorMap& tensors, const std::string& name, TensorView view);

/// Takes `name` out of the map and replaces it by `parts` (name, view).
Status replace(TensorMap& tensors, const std::string& name,
               std::vector<std::pair<std::string, TensorView>> parts);

/// The rule's "axis" (0 by default); negative ones count from the end.
Result<std::size_t> axisOf(const Json& rule, const TensorView& view);

}  // namespace quince

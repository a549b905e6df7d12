#pragma once

#include <quince/plan.hpp>
#include <quince/result.hpp>

namespace quince {

/// Checks all that the writing relies on: the plan is ok, its lists fit each other and the
/// layout, every view lies inside its tensors, every output is as large as what its tensor makes.
/// Errors: mismatch, notFound (the weights are not here), unsupported (a quantization mode that
/// cannot be written yet).
[[nodiscard]] Status checkPlan(const ConversionPlan& plan, const OutputLayout& layout);

}  // namespace quince

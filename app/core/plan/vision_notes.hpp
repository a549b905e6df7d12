#pragma once

#include <quince/plan.hpp>

namespace quince {

/// An error in plan.problems when vision is to be kept and cannot.
void refuseMissingVision(ConversionPlan& plan);

/// Says in plan.problems what becomes of the vision part, which is never lost in silence.
/// REQUIRES: the outputs are planned.
void tellOfVision(ConversionPlan& plan);

}  // namespace quince

#pragma once

#include "core/kernels/refine_affine.hpp"
#include "core/kernels/refine_group_reference.hpp"

#include <array>

namespace quince {

/// The best of the starts as they would be stored; `otherwise` where none is any good.
ScaleAndBias bestStart(const ReferenceGroup& group, const RefineEffort& effort,
                       const ScaleAndBias& otherwise);

/// The two best starts of a grid, rounded.
std::array<ScaleAndBias, 2> bestOfGrid(const ReferenceGroup& group, const RefineGrid& grid);

}  // namespace quince

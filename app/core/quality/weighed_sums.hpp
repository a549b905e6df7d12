#pragma once

#include "core/quality/measure_groups.hpp"

#include <quince/importance.hpp>

namespace quince {

/// Of groups whose number in the tensor is `stored.firstGroup` and on: sums of h (w - w')^2 and
/// w^2, with h the importance of the weight's column over the mean of its matrix. Groups whose sums
/// are not finite are left out. Pure. REQUIRES: importance.squares.values; stored.codes
[[nodiscard]] ErrorSums weighedSums(const StoredGroups& stored, const TensorImportance& importance);

}  // namespace quince

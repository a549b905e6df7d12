#pragma once

#include <quince/plan.hpp>

#include <memory>
#include <optional>

namespace quince {

/// A plan of what recipes of this dtype and vision encode, before any of it is encoded: floats
/// cast, and what the source holds packed decoded as it is before it is quantized anew. Packed
/// weights that no kernel decodes stay as they are. Pure; never fails as a call, as makePlan.
[[nodiscard]] ConversionPlan planOfSource(std::shared_ptr<const Inspection> inspection,
                                          std::optional<DType> dtype, VisionChoice vision);

}  // namespace quince

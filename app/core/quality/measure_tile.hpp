#pragma once

#include "core/convert/tile_encoder.hpp"
#include "core/quality/measure_groups.hpp"

#include <quince/plan.hpp>

#include <vector>

namespace quince {

/// By tensor of the blueprint: whether the report speaks of it. All that is quantized and, beside
/// it, the matrices that could be; nothing of a plan that quantizes nothing.
[[nodiscard]] std::vector<bool> measuredTensors(const ConversionPlan& plan);

/// Of the tile that `encoder` has just made. REQUIRES: its tensor is a measured one.
[[nodiscard]] GroupFindings measureTile(const ConversionPlan& plan, const Tile& tile,
                                        const TileEncoder& encoder);

}  // namespace quince

#pragma once

#include <quince/plan.hpp>

#include <cstdint>
#include <vector>

namespace quince {

/// Rows [first, first + count) of the matrix of tensor `tensor` of the blueprint.
struct RowRun {
    std::uint32_t tensor = 0;
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    friend bool operator==(const RowRun&, const RowRun&) = default;
};

/// Matrices of the plan's blueprint that a recipe could quantize: for each tensor its elements,
/// 0 for all others.
[[nodiscard]] std::vector<std::uint64_t> quantizableWeights(const ConversionPlan& plan);

/// A sample of about `bytes` source bytes of these matrices, each with its share and some rows at
/// least; runs are spread evenly, none is longer than a tile unless a row is. In order.
[[nodiscard]] std::vector<RowRun> sampleRows(const ConversionPlan& plan,
                                             const std::vector<std::uint64_t>& weights,
                                             std::uint64_t bytes);

}  // namespace quince

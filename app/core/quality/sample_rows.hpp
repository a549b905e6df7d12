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
/// those of the decoded weight where the plan decodes a packed one; 0 for all others.
[[nodiscard]] std::vector<std::uint64_t> quantizableWeights(const ConversionPlan& plan);

/// Bytes of one row of such a matrix: of the source, or, of a packed one, what they are decoded to.
[[nodiscard]] std::uint64_t sampledRowBytes(const ConversionPlan& plan, std::uint32_t tensor);

/// A sample of about `bytes` bytes (sampledRowBytes) of these matrices, each with its share and
/// some rows at least; runs are spread evenly, none is longer than a tile unless a row is. In
/// order. AWQ packs rows by eight: its runs begin and end where such eight do.
[[nodiscard]] std::vector<RowRun> sampleRows(const ConversionPlan& plan,
                                             const std::vector<std::uint64_t>& weights,
                                             std::uint64_t bytes);

}  // namespace quince

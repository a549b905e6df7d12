#pragma once

#include <quince/architecture.hpp>
#include <quince/result.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace quince {

// Rearrangements of a TensorView: pure arithmetic on shapes, strides and offsets, no data.
// Errors are `mismatch` and say what the shape cannot do.

/// The whole of source tensor `index`, row-major.
[[nodiscard]] TensorView viewOf(DType dtype, const Shape& shape, std::uint32_t index);

/// Whether each piece lies row-major without gaps.
[[nodiscard]] bool isContiguous(const TensorView& view);

/// The views one after another on a new axis 0. REQUIRES: !views.empty()
Result<TensorView> stackViews(std::span<const TensorView* const> views);

/// Indices begin, begin + step, ... (`count` of them) of `axis`.
Result<TensorView> sliceView(const TensorView& view, std::size_t axis, std::int64_t begin,
                             std::int64_t count, std::int64_t step = 1);

/// Axis i of the result is axis perm[i] of `view`.
Result<TensorView> transposeView(const TensorView& view, std::span<const std::size_t> perm);

/// The same elements in row-major order under another shape.
Result<TensorView> reshapeView(const TensorView& view, const Shape& shape);

}  // namespace quince

#pragma once

#include "core/convert/source_reader.hpp"

#include <quince/architecture.hpp>
#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace quince {

/// Bytes of scratch memory that gatherElements wants; with less it reads in smaller portions.
inline constexpr std::size_t gatherScratchBytes = std::size_t{1} << 20;

/// Checks that every element of `view` lies inside its tensor, without overflow, and that dtypes
/// agree. Errors: mismatch.
[[nodiscard]] Status checkView(const TensorView& view, const SourceTensors& tensors);

/// Reads elements [first, first + count) of `view`, counted in row-major order over its shape,
/// into `out`. Memory: `out` and `scratch`, whatever the view.
/// REQUIRES: checkView was fine; the range lies in the view; `out` holds it exactly.
/// Errors: as SourceReader::readAt.
[[nodiscard]] Status gatherElements(const TensorView& view, SourceReader& source,
                                    std::uint64_t first, std::uint64_t count,
                                    std::span<std::byte> out, std::span<std::byte> scratch);

}  // namespace quince

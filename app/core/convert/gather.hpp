#pragma once

#include "core/convert/open_files.hpp"

#include <quince/architecture.hpp>
#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace quince {

/// Bytes of scratch memory that gatherElements wants; with less it reads in smaller portions.
inline constexpr std::size_t gatherScratchBytes = std::size_t{1} << 20;

/// Checks that every element of `view` lies inside its tensor, without overflow, and that dtypes
/// agree. Errors: mismatch.
[[nodiscard]] Status checkView(const TensorView& view, const Checkpoint& checkpoint);

/// Reads elements [first, first + count) of `view`, counted in row-major order over its shape,
/// into `out`. `shards` are the files of `checkpoint`. Memory: `out` and `scratch`, whatever the
/// view. Adds the bytes it asked of the files to `bytesRead`.
/// REQUIRES: checkView was fine; the range lies in the view; `out` holds it exactly.
/// Errors: io (also when a file has become shorter).
[[nodiscard]] Status gatherElements(const TensorView& view, const Checkpoint& checkpoint,
                                    OpenFiles& shards, std::uint64_t first, std::uint64_t count,
                                    std::span<std::byte> out, std::span<std::byte> scratch,
                                    std::uint64_t& bytesRead);

}  // namespace quince

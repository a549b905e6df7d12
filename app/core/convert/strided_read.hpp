#pragma once

#include "core/base/file.hpp"

#include <quince/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace quince {

inline constexpr std::size_t maxStridedAxes = 8;

struct StridedAxis {
    std::uint64_t size = 1;
    std::uint64_t stride = 1;  ///< in elements
};

/// Elements of a file on a regular grid; the last axis runs fastest in memory.
struct StridedBlock {
    std::array<StridedAxis, maxStridedAxes> axes{};
    std::size_t rank = 0;

    [[nodiscard]] std::span<const StridedAxis> all() const { return {axes.data(), rank}; }
};

/// Where the elements of a block are read from and put. Plain values; `bytesRead` counts what was
/// asked of the file.
struct StridedReader {
    const File& file;
    std::size_t elementBytes;      ///< 1, 2, 4 or 8
    std::span<std::byte> scratch;  ///< for what is not contiguous in the file and in memory
    std::uint64_t& bytesRead;

    /// Reads elements [begin, end) of `block` in row-major order to `out`; the block's first
    /// element lies at byte `offset` of the file. Neighbouring elements become one read; so do
    /// elements with gaps of less than a page, which cost less to read than another call.
    [[nodiscard]] Status read(std::span<const StridedAxis> block, std::uint64_t offset,
                              std::uint64_t begin, std::uint64_t end, std::byte* out) const;
};

}  // namespace quince

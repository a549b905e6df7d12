#pragma once

#include "core/convert/source_reader.hpp"

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

/// Elements of a tensor on a regular grid; the last axis runs fastest in memory.
struct StridedBlock {
    std::array<StridedAxis, maxStridedAxes> axes{};
    std::size_t rank = 0;

    [[nodiscard]] std::span<const StridedAxis> all() const { return {axes.data(), rank}; }
};

/// Where the elements of a block are read from and put. Plain values.
struct StridedReader {
    SourceReader& source;
    std::uint32_t tensor;
    std::size_t elementBytes;      ///< 1, 2, 4 or 8
    std::span<std::byte> scratch;  ///< for what is not contiguous in the tensor and in memory

    /// Reads elements [begin, end) of `block` in row-major order to `out`; the block's first
    /// element lies at byte `offset` of the source. Neighbouring elements become one read; so do
    /// elements with gaps of less than a page, which cost less to read than another call.
    [[nodiscard]] Status read(std::span<const StridedAxis> block, std::uint64_t offset,
                              std::uint64_t begin, std::uint64_t end, std::byte* out) const;
};

}  // namespace quince

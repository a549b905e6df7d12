#include "core/kernels/block_formats.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace quince {
namespace {

constexpr std::size_t largestBlock = 32;

struct Block {
    QuantMode mode;
    DType dtype;
    const void* weights;
    std::size_t index;
    const float* importance;  ///< of this block's columns, or null

    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(blockSize(mode)); }
    [[nodiscard]] float weight(std::size_t i) const {
        return loadFloat(dtype, weights, index * size() + i);
    }
};

float errorAt(const Block& block, const std::uint8_t* packed, float scale, std::size_t i) {
    const float code = block.mode == QuantMode::mxfp8
                           ? fromE4m3(packed[i])
                           : fromE2m1(i % 2 == 0 ? packed[i / 2] : packed[i / 2] >> 4);
    const float difference = block.weight(i) - code * scale;
    const float square = difference * difference;
    return block.importance == nullptr ? square : block.importance[i] * square;
}

/// Neighbours first, then halves: pair i and pair i + half of them, as vectors of any length can.
float errorOf(const Block& block, const std::uint8_t* packed, float scale) {
    std::array<float, largestBlock / 2> sums{};
    std::size_t count = block.size() / 2;
    for (std::size_t i = 0; i < count; ++i) {
        sums.at(i) =
            errorAt(block, packed, scale, 2 * i) + errorAt(block, packed, scale, 2 * i + 1);
    }
    for (; count > 1; count /= 2) {
        for (std::size_t i = 0; i < count / 2; ++i) {
            sums.at(i) += sums.at(i + count / 2);
        }
    }
    return sums[0];
}

}  // namespace

void refineBlocksReference(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                           const ColumnImportance& importance, std::uint8_t* packed,
                           std::uint8_t* scales) {
    quantizeBlocksReference(mode, dtype, weights, blocks, packed, scales);
    for (std::size_t i = 0; i < blocks; ++i, packed += blockBytes(mode)) {
        if (mode != QuantMode::nvfp4 && scales[i] == 255) {
            continue;
        }
        Block block{mode, dtype, weights, i, nullptr};
        if (importance.values != nullptr) {
            block.importance = importance.values +
                               (importance.firstGroup + i) % importance.rowGroups * block.size();
        }
        const BlockScale usual{
            scales[i], mode == QuantMode::nvfp4 ? fromE4m3(scales[i]) : fromE8m0(scales[i])};
        float least = errorOf(block, packed, usual.divisor);
        for (const int step : refineSteps(mode)) {
            const auto scale = neighbourScale(mode, usual, step);
            std::array<std::uint8_t, largestBlock> codes{};
            if (!scale) {
                continue;
            }
            encodeBlockReference(mode, dtype, weights, i, scale->divisor, codes.data());
            if (const float error = errorOf(block, codes.data(), scale->divisor); error < least) {
                least = error;
                scales[i] = scale->stored;
                std::memcpy(packed, codes.data(), blockBytes(mode));
            }
        }
    }
}

}  // namespace quince

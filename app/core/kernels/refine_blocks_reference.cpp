#include "core/kernels/block_formats.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <array>
#include <bit>
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

/// Of nvfp4: the step to the scale that promises the least error.
int promisingStep(const Block& block, std::uint8_t stored) {
    std::array<float, e4m3Trials> errors{};
    for (std::size_t trial = 0; trial < e4m3Trials; ++trial) {
        const float scale = trialScales(stored)[trial];
        const float inverse = 1 / scale;
        std::array<float, 2> sums{};  // of even and of odd weights
        for (std::size_t i = 0; i < block.size(); ++i) {
            const float place = std::abs(block.weight(i)) * inverse;
            const float inside = place < 6 ? place : 6;
            const std::uint32_t exponent = std::bit_cast<std::uint32_t>(inside) & 0x7F800000U;
            const float power = std::max(std::bit_cast<float>(exponent), 1.0F);
            const float integers = power * 0x1p22F;
            const float rest = place - ((inside + integers) - integers);
            const float square = rest * rest;
            sums[i % 2] += block.importance == nullptr ? square : block.importance[i] * square;
        }
        errors[trial] = (sums[0] + sums[1]) * (scale * scale);
    }
    return bestTrial(errors.data());
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
        const auto attempt = [&](int step) {
            const auto scale = neighbourScale(mode, usual, step);
            if (step == 0 || !scale) {
                return;
            }
            std::array<std::uint8_t, largestBlock> codes{};
            encodeBlockReference(mode, dtype, weights, i, scale->divisor, codes.data());
            const float error = errorOf(block, codes.data(), scale->divisor);
            if (error < least) {
                least = error;
                scales[i] = scale->stored;
                std::memcpy(packed, codes.data(), blockBytes(mode));
            }
        };
        if (mode == QuantMode::nvfp4) {
            attempt(promisingStep(block, usual.stored));
            continue;
        }
        for (const int step : exponentSteps(mode, block.importance != nullptr)) {
            attempt(step);
        }
    }
}

}  // namespace quince

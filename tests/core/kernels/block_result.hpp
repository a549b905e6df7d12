#pragma once

#include "core/kernels/buffer.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <string>

namespace quince {

inline constexpr QuantMode blockModes[] = {QuantMode::mxfp4, QuantMode::nvfp4, QuantMode::mxfp8};

/// What quantizing gives.
struct BlockResult {
    BlockResult(QuantMode mode, std::size_t blocks)
        : packed(blocks * blockBytes(mode)), scales(blocks) {}

    Buffer packed;
    Buffer scales;
};

/// quantizeBlocks or its reference.
using QuantizeBlocks = decltype(&quantizeBlocks);
using DequantizeBlocks = decltype(&dequantizeBlocks);

inline BlockResult quantized(QuantizeBlocks quantize, QuantMode mode, DType dtype,
                             const void* weights, std::size_t blocks) {
    BlockResult result(mode, blocks);
    quantize(mode, dtype, weights, blocks, result.packed.data(), result.scales.data());
    return result;
}

inline Buffer dequantized(DequantizeBlocks dequantize, QuantMode mode, DType dtype,
                          const BlockResult& from, std::size_t blocks) {
    Buffer weights(blocks * static_cast<std::size_t>(blockSize(mode)) * bytesPerElement(dtype));
    dequantize(mode, dtype, from.packed.data(), from.scales.data(), blocks, weights.data());
    return weights;
}

inline void expectEqual(const BlockResult& result, const BlockResult& expected) {
    EXPECT_TRUE(result.scales == expected.scales)
        << "scales differ at byte " << result.scales.firstDifference(expected.scales);
    EXPECT_TRUE(result.packed == expected.packed)
        << "codes differ at byte " << result.packed.firstDifference(expected.packed);
}

inline std::string describeCase(QuantMode mode, DType dtype, std::size_t blocks) {
    return std::string(traits(dtype).name) + " mode " + std::to_string(static_cast<int>(mode)) +
           " x " + std::to_string(blocks);
}

}  // namespace quince

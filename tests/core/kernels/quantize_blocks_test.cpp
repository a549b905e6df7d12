#include "core/kernels/block_formats.hpp"
#include "core/kernels/block_result.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/goldens.hpp"
#include "core/kernels/nasty_weights.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace quince {
namespace {

std::vector<std::uint8_t> content(const Buffer& buffer) {
    return {buffer.data(), buffer.data() + buffer.size()};
}

void expectGoldens(QuantizeBlocks quantize) {
    for (const BlockGolden& expected : blockGoldens()) {
        SCOPED_TRACE(expected.name);
        const std::vector<std::uint8_t> input = golden(expected.input);
        const auto blocks =
            goldenRows * goldenColumns / static_cast<std::size_t>(blockSize(expected.mode));

        const BlockResult result =
            quantized(quantize, expected.mode, expected.dtype, input.data(), blocks);

        EXPECT_EQ(content(result.packed), golden(expected.name + ".weight"));
        EXPECT_EQ(content(result.scales), golden(expected.name + ".scales"));
    }
}

TEST(QuantizeBlocksReference, EqualsMlx) {
    expectGoldens(quantizeBlocksReference);
}

TEST(BlockScale, LooksUpTheExponentThatTheLogarithmGives) {
    std::mt19937 generator(11);
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (int i = 0; i < 100'000; ++i) {
            const float wide = std::bit_cast<float>(static_cast<std::uint32_t>(generator()) >> 1);
            const float ratio = roundedTo(dtype, wide);
            if (std::isfinite(ratio) && ratio > 0) {
                ASSERT_EQ(nearestExponent(dtype, ratio), nearestExponentReference(dtype, ratio))
                    << ratio;
            }
        }
    }
}

class QuantizeBlocksOnEachTarget : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(QuantizeBlocksOnEachTarget);

TEST_P(QuantizeBlocksOnEachTarget, EqualsMlx) {
    expectGoldens(quantizeBlocks);
}

void expectTwins(QuantMode mode, DType dtype, const Buffer& weights, std::size_t blocks) {
    SCOPED_TRACE(describeCase(mode, dtype, blocks));
    expectEqual(quantized(quantizeBlocks, mode, dtype, weights.data(), blocks),
                quantized(quantizeBlocksReference, mode, dtype, weights.data(), blocks));
}

TEST_P(QuantizeBlocksOnEachTarget, EqualsItsReferenceOnNastyBlocks) {
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const QuantMode mode : blockModes) {
            const std::size_t blocks = 2 * nastyKinds;
            expectTwins(mode, dtype, nastyWeights(dtype, blocks, blockSize(mode), 0), blocks);
        }
    }
}

TEST_P(QuantizeBlocksOnEachTarget, EqualsItsReferenceForEachNumberOfBlocks) {
    std::size_t kind = 0;
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const QuantMode mode : blockModes) {
            for (const std::size_t blocks : {0u, 1u, 2u, 3u, 4u, 5u, 17u}) {
                const Buffer weights = nastyWeights(dtype, blocks, blockSize(mode), kind++);
                expectTwins(mode, dtype, weights, blocks);
            }
        }
    }
}

TEST_P(QuantizeBlocksOnEachTarget, EqualsItsReferenceOnBlocksOfEachMagnitude) {
    std::mt19937 generator(5);
    std::normal_distribution<float> gaussian(0.0f, 1.0f);
    const std::size_t blocks = 600;
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const QuantMode mode : blockModes) {
            const auto size = static_cast<std::size_t>(blockSize(mode));
            Buffer weights(blocks * size * bytesPerElement(dtype));
            for (std::size_t i = 0; i < blocks * size; ++i) {
                const auto exponent = static_cast<float>(i / size % 300) * 0.9f - 140.0f;
                const float weight = gaussian(generator) * std::exp2(exponent);
                storeFloat(dtype, weights.data(), i, weight);
            }
            expectTwins(mode, dtype, weights, blocks);
        }
    }
}

/// All patterns of a 16-bit format, or F32 values next to them, in blocks whose scale is 1.
TEST_P(QuantizeBlocksOnEachTarget, EqualsItsReferenceOnEveryQuotient) {
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const QuantMode mode : blockModes) {
            const auto size = static_cast<std::size_t>(blockSize(mode));
            const float top = mode == QuantMode::mxfp8 ? 448.0f : 6.0f;
            const std::size_t blocks = 65536 / (size - 1) + 1;
            Buffer weights(blocks * size * bytesPerElement(dtype));
            for (std::size_t i = 0; i < blocks * size; ++i) {
                const auto pattern = static_cast<std::uint16_t>(i / size * (size - 1) + i % size);
                float value = dtype == DType::f16 ? halfToFloat(pattern) : bfloat16ToFloat(pattern);
                if (dtype == DType::f32) {
                    value = std::nextafter(value, i % 2 == 0 ? 0.0f : 2 * value);
                }
                const bool inside = std::abs(value) <= top;
                storeFloat(dtype, weights.data(), i,
                           i % size == size - 1 ? top
                           : inside             ? value
                                                : 0);
            }
            expectTwins(mode, dtype, weights, blocks);
        }
    }
}

TEST_P(QuantizeBlocksOnEachTarget, MarksBlocksWithoutAScale) {
    std::vector<float> weights(32, 1.0f);
    weights[3] = std::numeric_limits<float>::quiet_NaN();

    for (const QuantMode mode : {QuantMode::mxfp4, QuantMode::mxfp8}) {
        const BlockResult result = quantized(quantizeBlocks, mode, DType::f32, weights.data(), 1);

        EXPECT_EQ(result.scales.data()[0], 255);
        EXPECT_EQ(content(result.packed), std::vector<std::uint8_t>(blockBytes(mode), 0));
    }
}

}  // namespace
}  // namespace quince

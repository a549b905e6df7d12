#include "core/kernels/affine_result.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/goldens.hpp"
#include "core/kernels/nasty_weights.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace quince {
namespace {

std::vector<std::uint8_t> content(const Buffer& buffer) {
    return {buffer.data(), buffer.data() + buffer.size()};
}

void expectGoldens(Quantize quantize) {
    for (const AffineGolden& expected : affineGoldens()) {
        SCOPED_TRACE(expected.name);
        const std::vector<std::uint8_t> input = golden(expected.input);
        const auto groups =
            goldenRows * goldenColumns / static_cast<std::size_t>(expected.groupSize);

        const AffineResult result = quantized(quantize, expected.dtype, input.data(), groups,
                                              expected.groupSize, expected.bits);

        EXPECT_EQ(content(result.packed), golden(expected.name + ".weight"));
        EXPECT_EQ(content(result.scales), golden(expected.name + ".scales"));
        EXPECT_EQ(content(result.biases), golden(expected.name + ".biases"));
    }
}

TEST(QuantizeAffineReference, EqualsMlx) {
    expectGoldens(quantizeAffineReference);
}

class QuantizeAffine : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(QuantizeAffine);

TEST_P(QuantizeAffine, EqualsMlx) {
    expectGoldens(quantizeAffine);
}

void expectTwins(DType dtype, int bits, int groupSize, std::size_t groups, std::size_t kind) {
    SCOPED_TRACE(std::string(traits(dtype).name) + " bits " + std::to_string(bits) + " group " +
                 std::to_string(groupSize) + " x " + std::to_string(groups) + " kind " +
                 std::to_string(kind));
    const Buffer weights = nastyWeights(dtype, groups, groupSize, kind);

    const AffineResult result =
        quantized(quantizeAffine, dtype, weights.data(), groups, groupSize, bits);
    const AffineResult expected =
        quantized(quantizeAffineReference, dtype, weights.data(), groups, groupSize, bits);

    EXPECT_TRUE(result.scales == expected.scales)
        << "scales differ at byte " << result.scales.firstDifference(expected.scales);
    EXPECT_TRUE(result.biases == expected.biases)
        << "biases differ at byte " << result.biases.firstDifference(expected.biases);
    EXPECT_TRUE(result.packed == expected.packed)
        << "codes differ at byte " << result.packed.firstDifference(expected.packed);
}

TEST_P(QuantizeAffine, EqualsItsReferenceOnNastyGroups) {
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            for (const int groupSize : {32, 64, 128}) {
                expectTwins(dtype, bits, groupSize, 2 * nastyKinds, 0);
            }
        }
    }
}

TEST_P(QuantizeAffine, EqualsItsReferenceForEachNumberOfGroups) {
    std::size_t kind = 0;
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            for (const std::size_t groups : {0u, 1u, 2u, 3u, 4u, 5u, 15u, 16u, 17u, 33u}) {
                expectTwins(dtype, bits, 32, groups, kind++);
            }
        }
    }
}

TEST_P(QuantizeAffine, EqualsItsReferenceOnManyRandomGroups) {
    std::mt19937 generator(3);
    std::normal_distribution<float> gaussian(0.0f, 0.02f);
    const std::size_t groups = 1000;
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        Buffer weights(groups * 64 * bytesPerElement(dtype));
        for (std::size_t i = 0; i < groups * 64; ++i) {
            storeFloat(dtype, weights.data(), i, gaussian(generator));
        }
        for (const int bits : {4, 8}) {
            const auto result = quantized(quantizeAffine, dtype, weights.data(), groups, 64, bits);
            const auto expected =
                quantized(quantizeAffineReference, dtype, weights.data(), groups, 64, bits);

            EXPECT_TRUE(result.packed == expected.packed)
                << traits(dtype).name << " " << bits << " bits";
        }
    }
}

TEST_P(QuantizeAffine, RoundsQuotientsNextToTiesAsATrueDivisionDoes) {
    // Weights within two units in the last place of where the quotient is an odd number of
    // halves. With lo = -edge and hi = 0 the scale is edge / 255.
    std::mt19937 generator(4);
    const std::size_t groups = 4096;
    std::vector<float> weights(groups * 128);
    for (std::size_t group = 0; group < groups; ++group) {
        float edge = std::ldexp(1 + 0x1p-31f * static_cast<float>(generator() / 2),
                                static_cast<int>(group % 100) - 10);
        if (group % 5 == 0) {  // significands of all ones
            edge = std::nextafter(std::exp2(static_cast<float>(group % 40)), 0.0f);
        }
        for (std::size_t i = 0; i < 128; ++i) {
            const auto code = static_cast<float>(generator() % 256) + 0.5f;
            float weight = std::min(code * (edge / 255) - edge, 0.0f);
            for (std::size_t step = 0; step < i % 5; ++step) {
                weight = std::nextafter(weight, i % 2 == 0 ? 0.0f : -edge);
            }
            weights[group * 128 + i] = i == 0 ? -edge : i == 1 ? 0.0f : weight;
        }
    }

    const auto result = quantized(quantizeAffine, DType::f32, weights.data(), groups, 128, 8);
    const auto expected =
        quantized(quantizeAffineReference, DType::f32, weights.data(), groups, 128, 8);

    EXPECT_TRUE(result.packed == expected.packed)
        << "codes differ at byte " << result.packed.firstDifference(expected.packed);
}

TEST_P(QuantizeAffine, EqualsItsReferenceOnEveryBfloat16Ratio) {
    // lo = 0 and hi = 255 or 3 make the quotients run through every BF16 value of the range.
    for (const int bits : {2, 8}) {
        const auto top = static_cast<float>((1 << bits) - 1);
        const std::size_t groups = 65536 / 30;
        Buffer weights(groups * 32 * 2);
        for (std::size_t i = 0; i < groups * 32; ++i) {
            const auto pattern = static_cast<std::uint16_t>(i / 32 * 30 + i % 32);
            const float value = bfloat16ToFloat(pattern);
            const bool inside = value >= 0 && value <= top;
            storeFloat(DType::bf16, weights.data(), i, i % 32 == 31 ? top : inside ? value : 0);
        }

        const auto result =
            quantized(quantizeAffine, DType::bf16, weights.data(), groups, 32, bits);
        const auto expected =
            quantized(quantizeAffineReference, DType::bf16, weights.data(), groups, 32, bits);

        EXPECT_TRUE(result.packed == expected.packed) << bits << " bits";
    }
}

TEST_P(QuantizeAffine, GivesCodeZeroToNaN) {
    std::vector<float> weights(32, 1.0f);
    weights[0] = 0.0f;
    weights[3] = std::numeric_limits<float>::quiet_NaN();

    const auto result = quantized(quantizeAffine, DType::f32, weights.data(), 1, 32, 8);

    // hi = 1 is the bias and takes code 0; 0 takes 255.
    EXPECT_EQ(result.packed.data()[0], 255);
    EXPECT_EQ(result.packed.data()[1], 0);
    EXPECT_EQ(result.packed.data()[3], 0);
    EXPECT_EQ(loadFloat(DType::f32, result.biases.data(), 0), 1.0f);
}

TEST_P(QuantizeAffine, StoresThePositiveQuietNaNForAGroupWithoutARange) {
    const std::vector<float> weights(32, -std::numeric_limits<float>::infinity());

    const auto result = quantized(quantizeAffine, DType::f32, weights.data(), 1, 32, 4);

    std::uint32_t scale = 0;
    std::memcpy(&scale, result.scales.data(), 4);
    EXPECT_EQ(scale, 0x7FC00000u);
    EXPECT_EQ(result.packed.data()[0], 0);
}

}  // namespace
}  // namespace quince

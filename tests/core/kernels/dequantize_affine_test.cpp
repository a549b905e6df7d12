#include "core/kernels/affine_result.hpp"
#include "core/kernels/goldens.hpp"
#include "core/kernels/nasty_weights.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <random>

namespace quince {
namespace {

void expectGoldens(Dequantize dequantize) {
    for (const AffineGolden& expected : affineGoldens()) {
        SCOPED_TRACE(expected.name);
        const auto groups =
            goldenRows * goldenColumns / static_cast<std::size_t>(expected.groupSize);
        const auto weights = golden(expected.name + ".dequantized");
        std::vector<std::uint8_t> result(weights.size());

        dequantize(expected.dtype, golden(expected.name + ".weight").data(),
                   golden(expected.name + ".scales").data(),
                   golden(expected.name + ".biases").data(), groups, expected.groupSize,
                   expected.bits, result.data());

        EXPECT_EQ(result, weights);
    }
}

TEST(DequantizeAffineReference, EqualsMlx) {
    expectGoldens(dequantizeAffineReference);
}

class DequantizeAffine : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(DequantizeAffine);

TEST_P(DequantizeAffine, EqualsMlx) {
    expectGoldens(dequantizeAffine);
}

TEST_P(DequantizeAffine, EqualsItsReferenceOnAnyBytes) {
    std::mt19937 generator(7);
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            for (const int groupSize : {32, 64, 128}) {
                for (const std::size_t groups : {1u, 2u, 3u, 17u, 100u}) {
                    AffineResult input(dtype, groups, groupSize, bits);
                    for (Buffer* part : {&input.packed, &input.scales, &input.biases}) {
                        for (std::size_t i = 0; i < part->size(); ++i) {
                            part->data()[i] = static_cast<std::uint8_t>(generator());
                        }
                    }

                    const Buffer result =
                        dequantized(dequantizeAffine, dtype, input, groups, groupSize, bits);
                    const Buffer expected = dequantized(dequantizeAffineReference, dtype, input,
                                                        groups, groupSize, bits);

                    EXPECT_TRUE(result == expected)
                        << traits(dtype).name << " bits " << bits << " group " << groupSize << " x "
                        << groups << " at byte " << result.firstDifference(expected);
                }
            }
        }
    }
}

TEST_P(DequantizeAffine, EqualsItsReferenceOnNastyGroups) {
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        const std::size_t groups = nastyKinds;
        const Buffer weights = nastyWeights(dtype, groups, 64, 0);
        const auto input = quantized(quantizeAffineReference, dtype, weights.data(), groups, 64, 4);

        const Buffer result = dequantized(dequantizeAffine, dtype, input, groups, 64, 4);
        const Buffer expected = dequantized(dequantizeAffineReference, dtype, input, groups, 64, 4);

        EXPECT_TRUE(result == expected) << traits(dtype).name;
    }
}

}  // namespace
}  // namespace quince

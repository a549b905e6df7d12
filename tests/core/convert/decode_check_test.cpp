#include "core/convert/decode_check.hpp"

#include "core/convert/job_builder.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace quince::test {
namespace {

float decoded(unsigned code, float scale, float bias) {
    return static_cast<float>(code) * scale + bias;
}

/// Quantizes one group with 8-bit codes, so that a code is a byte.
float worstError(DType dtype, const std::vector<float>& weights, float& bound) {
    Bytes narrow(weights.size() * bytesPerElement(dtype));
    castFloats(DType::f32, weights.data(), dtype, narrow.data(), weights.size());
    std::vector<float> exact(weights.size());
    castFloats(dtype, narrow.data(), DType::f32, exact.data(), weights.size());
    std::vector<std::uint8_t> codes(weights.size());
    std::uint32_t scaleBits = 0;
    std::uint32_t biasBits = 0;
    quantizeAffine(dtype, narrow.data(), 1, static_cast<int>(weights.size()), 8, codes.data(),
                   &scaleBits, &biasBits);
    float scale = 0;
    float bias = 0;
    castFloats(dtype, &scaleBits, DType::f32, &scale, 1);
    castFloats(dtype, &biasBits, DType::f32, &bias, 1);
    bound = decodeBound(dtype, 8, scale, bias);
    float worst = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        worst = std::max(worst, std::abs(decoded(codes[i], scale, bias) - exact[i]));
    }
    return worst;
}

TEST(DecodeBound, HoldsForWhatTheKernelMakes) {
    for (const DType dtype : {DType::f16, DType::bf16, DType::f32}) {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const Bytes bytes = randomValues(DType::f32, 64, seed);
            std::vector<float> weights(64);
            castFloats(DType::f32, bytes.data(), DType::f32, weights.data(), 64);
            for (float& weight : weights) {  // one-sided, tiny and wide groups too
                weight = weight * std::pow(10.0F, static_cast<float>(seed % 9) - 6) +
                         static_cast<float>(seed % 4) * 0.05F;
            }

            float bound = 0;
            const float worst = worstError(dtype, weights, bound);

            EXPECT_LE(worst, bound) << "seed " << seed << ", " << traits(dtype).name;
        }
    }
}

TEST(DecodeBound, IsBelowTwoStepsForFewBits) {
    EXPECT_LT(decodeBound(DType::bf16, 4, 0.01F, -0.08F), 0.02F);
    EXPECT_LT(decodeBound(DType::f32, 8, 0.01F, -0.08F), 0.0134F);
}

}  // namespace
}  // namespace quince::test

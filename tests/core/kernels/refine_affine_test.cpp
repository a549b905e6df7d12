#include "core/kernels/refine_affine.hpp"

#include "core/kernels/affine_result.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/nasty_weights.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace quince {
namespace {

constexpr DType dtypes[] = {DType::f32, DType::f16, DType::bf16};
constexpr int widths[] = {2, 3, 4, 5, 6, 8};
constexpr int groupSizes[] = {32, 64, 128};

AffineResult refined(decltype(&refineAffine) refine, DType dtype, const void* weights,
                     std::size_t groups, int groupSize, int bits,
                     const ColumnImportance& importance = {}) {
    AffineResult result(dtype, groups, groupSize, bits);
    refine(dtype, weights, groups, groupSize, bits, importance, result.packed.data(),
           result.scales.data(), result.biases.data());
    return result;
}

Buffer gaussianWeights(DType dtype, std::size_t count, unsigned seed) {
    std::mt19937 generator(seed);
    std::normal_distribution<float> gaussian(0.0F, 0.03F);
    Buffer weights(count * bytesPerElement(dtype));
    for (std::size_t i = 0; i < count; ++i) {
        storeFloat(dtype, weights.data(), i, gaussian(generator));
    }
    return weights;
}

/// On a coarse grid, so that many quotients are ties.
Buffer griddedWeights(DType dtype, std::size_t count, unsigned seed) {
    Buffer weights = gaussianWeights(dtype, count, seed);
    for (std::size_t i = 0; i < count; ++i) {
        storeFloat(dtype, weights.data(), i,
                   std::rint(loadFloat(dtype, weights.data(), i) * 256) / 256);
    }
    return weights;
}

/// What refineAffine says it makes small, in double precision.
double costOf(DType dtype, const Buffer& weights, std::size_t group, std::size_t size, int bits,
              const AffineResult& result, const float* importance) {
    double error = 0;
    double along = 0;
    double energy = 0;
    const double scale = loadFloat(dtype, result.scales.data(), group);
    const double bias = loadFloat(dtype, result.biases.data(), group);
    for (std::size_t i = 0; i < size; ++i) {
        unsigned code = 0;
        for (std::size_t bit = 0; bit < static_cast<std::size_t>(bits); ++bit) {
            const std::size_t at = (group * size + i) * static_cast<std::size_t>(bits) + bit;
            code |= (result.packed.data()[at / 8] >> (at % 8) & 1u) << bit;
        }
        const double weight = loadFloat(dtype, weights.data(), group * size + i);
        const double rest = weight - (scale * code + bias);
        const double h = importance != nullptr ? importance[i] : 1;
        error += h * rest * rest;
        along += h * rest * weight;
        energy += h * weight * weight;
    }
    return energy > 0 ? error + double{refineGainWeight(bits)} * along * along / energy : error;
}

class RefineAffine : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(RefineAffine);

void expectTwins(DType dtype, const Buffer& weights, std::size_t groups, int groupSize, int bits,
                 const ColumnImportance& importance) {
    SCOPED_TRACE(std::string(traits(dtype).name) + " bits " + std::to_string(bits) + " group " +
                 std::to_string(groupSize) + " x " + std::to_string(groups));
    const AffineResult result =
        refined(refineAffine, dtype, weights.data(), groups, groupSize, bits, importance);
    const AffineResult expected =
        refined(refineAffineReference, dtype, weights.data(), groups, groupSize, bits, importance);

    EXPECT_TRUE(result.scales == expected.scales)
        << "scales differ at byte " << result.scales.firstDifference(expected.scales);
    EXPECT_TRUE(result.biases == expected.biases)
        << "biases differ at byte " << result.biases.firstDifference(expected.biases);
    EXPECT_TRUE(result.packed == expected.packed)
        << "codes differ at byte " << result.packed.firstDifference(expected.packed);
}

TEST_P(RefineAffine, EqualsItsReferenceOnNastyGroups) {
    for (const DType dtype : dtypes) {
        for (const int bits : widths) {
            for (const int groupSize : groupSizes) {
                const Buffer weights = nastyWeights(dtype, nastyKinds + 1, groupSize, 0);
                expectTwins(dtype, weights, nastyKinds + 1, groupSize, bits, {});
            }
        }
    }
}

TEST_P(RefineAffine, EqualsItsReferenceOnTrainedLookingWeightsOfAnyNumberOfGroups) {
    for (const DType dtype : dtypes) {
        for (const int bits : widths) {
            for (const std::size_t groups : {0U, 1U, 15U, 16U, 17U, 70U}) {
                const Buffer weights = gaussianWeights(dtype, groups * 64, 5);
                expectTwins(dtype, weights, groups, 64, bits, {});
            }
        }
    }
}

TEST_P(RefineAffine, EqualsItsReferenceWithImportance) {
    std::vector<float> importance(3 * 32);
    for (std::size_t i = 0; i < importance.size(); ++i) {
        importance[i] = i % 11 == 0 ? 0.0F : static_cast<float>(i % 7);
    }
    for (const DType dtype : dtypes) {
        for (const int bits : widths) {
            const Buffer weights = gaussianWeights(dtype, 40 * 32, 6);
            expectTwins(dtype, weights, 40, 32, bits, {importance.data(), 3, 2});
        }
    }
}

TEST_P(RefineAffine, IsNeverWorseThanMlxForAnyGroup) {
    const std::size_t groups = 200;
    for (const DType dtype : dtypes) {
        for (const int bits : widths) {
            for (const int groupSize : groupSizes) {
                const auto size = static_cast<std::size_t>(groupSize);
                for (const Buffer& weights : {gaussianWeights(dtype, groups * size, 7),
                                              griddedWeights(dtype, groups * size, 7)}) {
                    const AffineResult mlx =
                        quantized(quantizeAffine, dtype, weights.data(), groups, groupSize, bits);
                    const AffineResult result =
                        refined(refineAffine, dtype, weights.data(), groups, groupSize, bits);
                    for (std::size_t group = 0; group < groups; ++group) {
                        // Costs are compared in F32, and a perfect group's is its rounding.
                        const double before =
                            costOf(dtype, weights, group, size, bits, mlx, nullptr);
                        EXPECT_LE(costOf(dtype, weights, group, size, bits, result, nullptr),
                                  before * 1.0001 + 1e-12)
                            << traits(dtype).name << " bits " << bits << " group " << group
                            << " of " << groupSize;
                    }
                }
            }
        }
    }
}

TEST_P(RefineAffine, LeavesTheShareOfTheErrorThatItsTextStates) {
    const std::size_t groups = 500;
    const Buffer weights = gaussianWeights(DType::bf16, groups * 64, 8);
    for (const auto& [bits, most] : {std::pair{2, 0.70}, std::pair{3, 0.78}, std::pair{4, 0.80},
                                     std::pair{5, 0.82}, std::pair{6, 0.84}, std::pair{8, 0.60}}) {
        const AffineResult mlx =
            quantized(quantizeAffine, DType::bf16, weights.data(), groups, 64, bits);
        const AffineResult result =
            refined(refineAffine, DType::bf16, weights.data(), groups, 64, bits);
        double before = 0;
        double after = 0;
        for (std::size_t group = 0; group < groups; ++group) {
            before += costOf(DType::bf16, weights, group, 64, bits, mlx, nullptr);
            after += costOf(DType::bf16, weights, group, 64, bits, result, nullptr);
        }
        EXPECT_LT(after / before, most) << bits << " bits";
        EXPECT_GT(after / before, 0.3) << bits << " bits";
    }
}

TEST_P(RefineAffine, SparesTheColumnsThatMatter) {
    const std::size_t groups = 300;
    const Buffer weights = gaussianWeights(DType::bf16, groups * 64, 9);
    std::vector<float> importance(64, 1.0F);
    importance[10] = 100;
    const auto errorOfTheColumn = [&](const AffineResult& result) {
        std::vector<float> only(64, 0.0F);
        only[10] = 1;
        double error = 0;
        for (std::size_t group = 0; group < groups; ++group) {
            error += costOf(DType::bf16, weights, group, 64, 3, result, only.data());
        }
        return error;
    };

    const AffineResult plain = refined(refineAffine, DType::bf16, weights.data(), groups, 64, 3);
    const AffineResult weighed = refined(refineAffine, DType::bf16, weights.data(), groups, 64, 3,
                                         {importance.data(), 1, 0});

    EXPECT_LT(errorOfTheColumn(weighed), 0.5 * errorOfTheColumn(plain));
}

TEST_P(RefineAffine, KeepsMlxsResultForGroupsWithoutARange) {
    for (const float value : {0.0F, 3.0F, -0.25F}) {
        Buffer weights(64 * 2);
        for (std::size_t i = 0; i < 64; ++i) {
            storeFloat(DType::bf16, weights.data(), i, value);
        }
        const AffineResult mlx = quantized(quantizeAffine, DType::bf16, weights.data(), 1, 64, 4);
        const AffineResult result = refined(refineAffine, DType::bf16, weights.data(), 1, 64, 4);
        EXPECT_LE(costOf(DType::bf16, weights, 0, 64, 4, result, nullptr),
                  costOf(DType::bf16, weights, 0, 64, 4, mlx, nullptr))
            << value;
    }
}

}  // namespace
}  // namespace quince

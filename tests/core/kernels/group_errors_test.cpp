#include "core/kernels/group_errors.hpp"

#include "core/kernels/affine_errors.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

namespace quince {
namespace {

struct Values {
    std::vector<float> source;
    std::vector<float> stored;
};

Values randomValues(std::size_t count) {
    std::mt19937 generator(11);
    std::normal_distribution<float> weight(0.0F, 0.05F);
    std::normal_distribution<float> error(0.0F, 0.004F);
    Values values;
    for (std::size_t i = 0; i < count; ++i) {
        values.source.push_back(weight(generator));
        values.stored.push_back(values.source.back() + error(generator));
    }
    return values;
}

TEST(GroupErrorsReference, AddsSquares) {
    std::vector<float> source(32, 0.0F);
    std::vector<float> stored(32, 0.0F);
    source[0] = 3;
    stored[0] = 1;
    source[31] = -4;
    stored[31] = -4;
    stored[17] = 0.5F;
    GroupError error;

    groupErrorsReference(source.data(), stored.data(), 1, 32, &error);

    EXPECT_EQ(error.error, 4.25F);
    EXPECT_EQ(error.energy, 25.0F);
    EXPECT_EQ(error.largest, 4.0F);
}

class GroupErrors : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(GroupErrors);

TEST_P(GroupErrors, EqualsItsReferenceToTheLastBit) {
    for (const std::size_t groupSize : {16U, 32U, 64U, 128U}) {
        for (const std::size_t groups : {1U, 2U, 17U}) {
            const Values values = randomValues(groups * groupSize);
            std::vector<GroupError> expected(groups);
            std::vector<GroupError> result(groups);

            groupErrorsReference(values.source.data(), values.stored.data(), groups, groupSize,
                                 expected.data());
            groupErrors(values.source.data(), values.stored.data(), groups, groupSize,
                        result.data());

            for (std::size_t i = 0; i < groups; ++i) {
                const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
                EXPECT_EQ(bits(result[i].error), bits(expected[i].error)) << groupSize;
                EXPECT_EQ(bits(result[i].energy), bits(expected[i].energy)) << groupSize;
                EXPECT_EQ(bits(result[i].largest), bits(expected[i].largest)) << groupSize;
            }
        }
    }
}

/// Random weights of `dtype` and what quantizing makes of them.
struct AffineParts {
    AffineParts(DType dtype, std::size_t groups, int groupSize, int bits)
        : weights(groups * static_cast<std::size_t>(groupSize) * bytesPerElement(dtype)),
          packed(groups * affineGroupBytes(groupSize, bits)),
          scales(groups * bytesPerElement(dtype)),
          biases(groups * bytesPerElement(dtype)) {
        const Values values = randomValues(groups * static_cast<std::size_t>(groupSize));
        castFloats(DType::f32, values.source.data(), dtype, weights.data(), values.source.size());
        quantizeAffine(dtype, weights.data(), groups, groupSize, bits, packed.data(), scales.data(),
                       biases.data());
    }

    std::vector<std::uint8_t> weights;
    std::vector<std::uint8_t> packed;
    std::vector<std::uint8_t> scales;
    std::vector<std::uint8_t> biases;
};

class AffineErrors : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(AffineErrors);

TEST_P(AffineErrors, EqualTheirReferenceToTheLastBit) {
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            for (const int groupSize : {32, 64, 128}) {
                for (const std::size_t groups : {1U, 2U, 7U}) {
                    const AffineParts parts(dtype, groups, groupSize, bits);
                    std::vector<float> expected(groups);
                    std::vector<float> result(groups);
                    const auto run = [&](auto errors, std::vector<float>& to) {
                        return errors(dtype, parts.weights.data(), parts.packed.data(),
                                      parts.scales.data(), parts.biases.data(), groups, groupSize,
                                      bits, to.data());
                    };

                    const SourceSums wanted = run(affineErrorsReference, expected);
                    const SourceSums sums = run(affineErrors, result);

                    EXPECT_EQ(result, expected) << bits << " " << groupSize << " " << groups;
                    EXPECT_EQ(sums.energy, wanted.energy);
                    EXPECT_EQ(sums.largest, wanted.largest);
                    EXPECT_GT(result[0], 0.0F);
                }
            }
        }
    }
}

TEST(AffineErrorsReference, AreThoseOfTheDecodedGroups) {
    const std::size_t groups = 5;
    const AffineParts parts(DType::f32, groups, 64, 3);
    std::vector<float> errors(groups);
    affineErrorsReference(DType::f32, parts.weights.data(), parts.packed.data(),
                          parts.scales.data(), parts.biases.data(), groups, 64, 3, errors.data());
    std::vector<float> decoded(groups * 64);
    dequantizeAffine(DType::f32, parts.packed.data(), parts.scales.data(), parts.biases.data(),
                     groups, 64, 3, decoded.data());
    std::vector<GroupError> expected(groups);
    groupErrorsReference(reinterpret_cast<const float*>(parts.weights.data()), decoded.data(),
                         groups, 64, expected.data());

    for (std::size_t i = 0; i < groups; ++i) {
        EXPECT_EQ(errors[i], expected[i].error);
    }
}

}  // namespace
}  // namespace quince

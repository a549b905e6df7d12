#include "core/kernels/group_errors.hpp"

#include "core/kernels/on_each_target.hpp"

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

}  // namespace
}  // namespace quince

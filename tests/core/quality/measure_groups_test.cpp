#include "core/quality/measure_groups.hpp"

#include "core/convert/encode_groups.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace quince {
namespace {

std::vector<float> normalWeights(std::size_t count) {
    std::mt19937 generator(3);
    std::normal_distribution<float> weight(0.0F, 0.02F);
    std::vector<float> weights(count);
    for (float& value : weights) {
        value = weight(generator);
    }
    return weights;
}

/// Weights of `dtype`, quantized, and all that measuring needs.
struct Quantized {
    Quantized(DType asked, const std::vector<float>& weights, QuantSpec wanted)
        : dtype(asked),
          spec(wanted),
          groups(weights.size() / static_cast<std::size_t>(wanted.groupSize)),
          source(weights.size() * bytesPerElement(dtype)),
          codes(groups * affineGroupBytes(spec.groupSize, spec.bits)),
          scales(groups * bytesPerElement(dtype)),
          biases(groups * bytesPerElement(dtype)) {
        castFloats(DType::f32, weights.data(), dtype, source.data(), weights.size());
        encodeGroups(QuantMethod::mlx, spec, dtype, source.data(), groups, codes.data(),
                     scales.data(), biases.data());
    }
    [[nodiscard]] StoredGroups stored() const {
        return {dtype, source.data(), 0, groups, spec, codes.data(), scales.data(), biases.data()};
    }
    [[nodiscard]] std::vector<float> widened(const std::vector<std::byte>& values) const {
        std::vector<float> floats(values.size() / bytesPerElement(dtype));
        castFloats(dtype, values.data(), DType::f32, floats.data(), floats.size());
        return floats;
    }

    DType dtype;
    QuantSpec spec;
    std::size_t groups;
    std::vector<std::byte> source;
    std::vector<std::uint8_t> codes;
    std::vector<std::byte> scales;
    std::vector<std::byte> biases;
};

/// The definition, code by code in double.
double errorByHand(const Quantized& made) {
    const std::vector<float> source = made.widened(made.source);
    const std::vector<float> scales = made.widened(made.scales);
    const std::vector<float> biases = made.widened(made.biases);
    const auto bits = static_cast<std::size_t>(made.spec.bits);
    double sum = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        unsigned code = 0;
        for (std::size_t bit = 0; bit < bits; ++bit) {
            const std::size_t at = i * bits + bit;
            code |= ((made.codes[at / 8] >> (at % 8)) & 1U) << bit;
        }
        const std::size_t group = i / static_cast<std::size_t>(made.spec.groupSize);
        const double decoded = static_cast<float>(code) * scales[group] + biases[group];
        sum += (decoded - source[i]) * (decoded - source[i]);
    }
    return sum;
}

TEST(MeasureGroups, GivesTheErrorOfWhatIsStored) {
    const std::vector<float> weights = normalWeights(64 * 100);
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            const Quantized made(dtype, weights, {QuantMode::affine, bits, 64});

            const GroupFindings found = measureGroups(made.stored());

            // Sums of 64 squares in F32: far better than one in a million.
            EXPECT_NEAR(found.sums.error / errorByHand(made), 1, 1e-5) << bits;
            EXPECT_EQ(found.sums.weights, weights.size());
            EXPECT_EQ(found.sums.notFinite, 0U);
        }
    }
}

TEST(MeasureGroups, NamesTheWorstGroupsAndCountsOutliers) {
    std::vector<float> weights = normalWeights(64 * 100);
    weights[64 * 70 + 3] = 2;
    weights[64 * 20 + 60] = -4;
    const Quantized made(DType::bf16, weights, {QuantMode::affine, 4, 64});

    const GroupFindings found = measureGroups(made.stored());

    EXPECT_EQ(found.worst[0].group, 20U);
    EXPECT_EQ(found.worst[1].group, 70U);
    EXPECT_GT(found.worst[0].error, found.worst[1].error);
    EXPECT_EQ(found.largest, 4.0F);
    EXPECT_EQ(found.outliers, 2U);
}

TEST(MeasureGroups, LeavesOutGroupsThatAreNotFinite) {
    std::vector<float> weights = normalWeights(64 * 3);
    const Quantized clean(DType::bf16, weights, {QuantMode::affine, 4, 64});
    weights[70] = std::numeric_limits<float>::quiet_NaN();
    const Quantized made(DType::bf16, weights, {QuantMode::affine, 4, 64});

    const GroupFindings found = measureGroups(made.stored());

    EXPECT_EQ(found.sums.notFinite, 64U);
    EXPECT_EQ(found.sums.weights, 128U);
    EXPECT_LT(found.sums.error, measureGroups(clean.stored()).sums.error);
    EXPECT_TRUE(std::isfinite(found.sums.relative()));
}

TEST(MeasureGroups, FindsNoErrorInWhatIsKept) {
    const std::vector<float> weights = normalWeights(64 * 5);
    const Quantized made(DType::bf16, weights, {QuantMode::affine, 4, 64});
    StoredGroups stored = made.stored();
    stored.codes = nullptr;

    const GroupFindings found = measureGroups(stored);

    EXPECT_EQ(found.sums.error, 0);
    // Added in another order, in F32.
    EXPECT_NEAR(found.sums.energy, measureGroups(made.stored()).sums.energy, 1e-6);
    EXPECT_EQ(found.worst[0].error, 0.0F);
}

TEST(MeasureGroups, JoinsPartsInOrder) {
    std::vector<float> weights = normalWeights(64 * 10);
    weights[64 * 8] = 1;
    const Quantized made(DType::bf16, weights, {QuantMode::affine, 4, 64});
    StoredGroups first = made.stored();
    first.groups = 4;
    StoredGroups second = made.stored();
    second.groups = 6;
    second.firstGroup = 4;
    second.source = made.source.data() + std::size_t{4} * 64 * 2;
    second.codes = made.codes.data() + std::size_t{4} * 32;
    second.scales = made.scales.data() + std::size_t{4} * 2;
    second.biases = made.biases.data() + std::size_t{4} * 2;

    GroupFindings joined = measureGroups(first);
    joined.add(measureGroups(second));

    const GroupFindings whole = measureGroups(made.stored());
    EXPECT_EQ(joined.worst, whole.worst);
    EXPECT_EQ(joined.worst[0].group, 8U);
    EXPECT_NEAR(joined.sums.error, whole.sums.error, whole.sums.error * 1e-12);
    EXPECT_EQ(joined.sums.weights, whole.sums.weights);
}

}  // namespace
}  // namespace quince

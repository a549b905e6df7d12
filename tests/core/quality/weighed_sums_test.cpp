#include "core/quality/weighed_sums.hpp"

#include "core/convert/encode_groups.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <numeric>
#include <vector>

namespace quince::test {
namespace {

constexpr std::size_t rows = 6;
constexpr std::size_t columns = 128;

/// Two matrices of three rows each, with columns of their own.
TensorImportance twoMatrices() {
    std::vector<float> values;
    for (std::size_t i = 0; i < 2 * columns; ++i) {
        values.push_back(0.5F + static_cast<float>(i % 7) + (i < columns ? 0.0F : 10.0F));
    }
    return {{2, std::make_shared<const std::vector<float>>(std::move(values))},
            columns,
            rows / 2 * columns};
}

/// Weights, and what a spec makes of them.
struct Stored {
    explicit Stored(const QuantSpec& asked) : spec(asked) {
        for (std::size_t i = 0; i < rows * columns; ++i) {
            weights.push_back(static_cast<float>((i * 37) % 101) / 50.0F - 1.0F);
        }
        const auto size = static_cast<std::size_t>(spec.groupSize);
        groups = weights.size() / size;
        codes.resize(groups * affineGroupBytes(spec.groupSize, spec.bits));
        scales.resize(groups * sizeof(float));
        biases.resize(groups * sizeof(float));
        encodeGroups(QuantMethod::mlx, spec, DType::f32, weights.data(), groups, codes.data(),
                     scales.data(), biases.data());
    }

    /// As if it began at group `first` of the tensor.
    [[nodiscard]] StoredGroups from(std::uint64_t first, std::size_t count) const {
        const auto size = static_cast<std::size_t>(spec.groupSize);
        const std::size_t scale = spec.mode == QuantMode::affine ? sizeof(float) : 1;
        return {DType::f32,
                weights.data() + first * size,
                first,
                count,
                spec,
                codes.data() + first * affineGroupBytes(spec.groupSize, spec.bits),
                scales.data() + first * scale,
                biases.data() + first * scale};
    }

    QuantSpec spec;
    std::size_t groups = 0;
    std::vector<float> weights;
    std::vector<std::uint8_t> codes;
    std::vector<std::byte> scales;
    std::vector<std::byte> biases;
};

/// By the definition.
ErrorSums expected(const Stored& stored, const TensorImportance& importance) {
    std::vector<float> decoded(stored.weights.size());
    decodeGroups(stored.spec, DType::f32, stored.codes.data(), stored.scales.data(),
                 stored.biases.data(), stored.groups, decoded.data());
    ErrorSums sums;
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        const std::size_t matrix = i / importance.matrixWeights;
        const float* const values = importance.squares.values->data() + matrix * columns;
        const double mean = std::accumulate(values, values + columns, 0.0) / columns;
        const double h = static_cast<double>(values[i % columns]) / mean;
        const double weight = stored.weights[i];
        const double difference = weight - static_cast<double>(decoded[i]);
        sums.error += h * difference * difference;
        sums.energy += weight * weight;
        ++sums.weights;
    }
    return sums;
}

TEST(WeighedSums, CountsEachColumnOfEachMatrixByItsImportance) {
    const TensorImportance importance = twoMatrices();
    for (const QuantSpec& spec :
         {QuantSpec{QuantMode::affine, 3, 64}, QuantSpec{QuantMode::affine, 8, 128},
          defaultSpec(QuantMode::mxfp4), defaultSpec(QuantMode::nvfp4)}) {
        const Stored stored(spec);

        const ErrorSums sums = weighedSums(stored.from(0, stored.groups), importance);

        const ErrorSums wanted = expected(stored, importance);
        EXPECT_NEAR(sums.error, wanted.error, 1e-5 * wanted.error) << nameOf(spec.mode);
        EXPECT_NEAR(sums.energy, wanted.energy, 1e-5 * wanted.energy);
        EXPECT_EQ(sums.weights, wanted.weights);
    }
}

TEST(WeighedSums, KnowsWhereInTheTensorTheGroupsLie) {
    const TensorImportance importance = twoMatrices();
    const Stored stored({QuantMode::affine, 4, 32});
    const std::size_t half = stored.groups / 2 + 1;  // not at the border of a row or matrix

    ErrorSums parts = weighedSums(stored.from(0, half), importance);
    parts += weighedSums(stored.from(half, stored.groups - half), importance);

    const ErrorSums whole = weighedSums(stored.from(0, stored.groups), importance);
    EXPECT_NEAR(parts.error, whole.error, 1e-9 * whole.error);
    EXPECT_NEAR(parts.energy, whole.energy, 1e-9 * whole.energy);
}

TEST(WeighedSums, LeavesOutGroupsThatAreNotFinite) {
    const TensorImportance importance = twoMatrices();
    Stored stored({QuantMode::affine, 4, 64});
    stored.weights[70] = std::numeric_limits<float>::infinity();

    const ErrorSums sums = weighedSums(stored.from(0, stored.groups), importance);

    EXPECT_EQ(sums.notFinite, 64U);
    EXPECT_EQ(sums.weights, rows * columns - 64);
}

}  // namespace
}  // namespace quince::test

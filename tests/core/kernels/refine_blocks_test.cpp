#include "core/kernels/block_formats.hpp"
#include "core/kernels/block_result.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/nasty_weights.hpp"
#include "core/kernels/on_each_target.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace quince {
namespace {

constexpr DType dtypes[] = {DType::f32, DType::f16, DType::bf16};

BlockResult refined(decltype(&refineBlocks) refine, QuantMode mode, DType dtype,
                    const Buffer& weights, std::size_t blocks,
                    const ColumnImportance& importance = {}) {
    BlockResult result(mode, blocks);
    refine(mode, dtype, weights.data(), blocks, importance, result.packed.data(),
           result.scales.data());
    return result;
}

Buffer gaussianWeights(QuantMode mode, DType dtype, std::size_t blocks, float deviation) {
    std::mt19937 generator(9);
    std::normal_distribution<float> gaussian(0.0F, deviation);
    const std::size_t count = blocks * static_cast<std::size_t>(blockSize(mode));
    Buffer weights(count * bytesPerElement(dtype));
    for (std::size_t i = 0; i < count; ++i) {
        storeFloat(dtype, weights.data(), i, gaussian(generator));
    }
    return weights;
}

/// sum h (w - decoded)^2 of one block, in double precision.
double errorOf(QuantMode mode, DType dtype, const Buffer& weights, const BlockResult& result,
               std::size_t blocks, std::size_t block, const float* importance) {
    const auto size = static_cast<std::size_t>(blockSize(mode));
    const Buffer decoded = dequantized(dequantizeBlocks, mode, DType::f32, result, blocks);
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double rest =
            static_cast<double>(loadFloat(dtype, weights.data(), block * size + i)) -
            static_cast<double>(loadFloat(DType::f32, decoded.data(), block * size + i));
        sum += (importance != nullptr ? importance[i] : 1.0F) * rest * rest;
    }
    return sum;
}

class RefineBlocks : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(RefineBlocks);

TEST_P(RefineBlocks, EqualsItsReferenceOnNastyBlocks) {
    for (const DType dtype : dtypes) {
        for (const QuantMode mode : blockModes) {
            const std::size_t blocks = 2 * nastyKinds;
            const Buffer weights = nastyWeights(dtype, blocks, blockSize(mode), 0);
            SCOPED_TRACE(describeCase(mode, dtype, blocks));

            expectEqual(refined(refineBlocks, mode, dtype, weights, blocks),
                        refined(refineBlocksReference, mode, dtype, weights, blocks));
        }
    }
}

TEST_P(RefineBlocks, EqualsItsReferenceForEachNumberOfBlocksAndPlaceInARow) {
    std::mt19937 generator(10);
    std::vector<float> values(7 * 32);
    for (float& value : values) {
        value = static_cast<float>(generator() % 1000) * 0.01F;
    }
    for (const DType dtype : dtypes) {
        for (const QuantMode mode : blockModes) {
            for (const std::size_t blocks : {0u, 1u, 2u, 3u, 5u, 200u}) {
                const Buffer weights = gaussianWeights(mode, dtype, blocks, 0.02F);
                const ColumnImportance importance{values.data(), 7, blocks % 7};
                SCOPED_TRACE(describeCase(mode, dtype, blocks));

                expectEqual(
                    refined(refineBlocks, mode, dtype, weights, blocks, importance),
                    refined(refineBlocksReference, mode, dtype, weights, blocks, importance));
            }
        }
    }
}

TEST_P(RefineBlocks, IsNeverWorseThanMlxAndBetterOnTheWhole) {
    const std::size_t blocks = 500;
    for (const DType dtype : dtypes) {
        for (const float deviation : {0.003F, 0.02F, 0.5F}) {
            for (const QuantMode mode : blockModes) {
                const Buffer weights = gaussianWeights(mode, dtype, blocks, deviation);
                const BlockResult plain =
                    quantized(quantizeBlocks, mode, dtype, weights.data(), blocks);
                const BlockResult better = refined(refineBlocks, mode, dtype, weights, blocks);

                double plainSum = 0;
                double betterSum = 0;
                for (std::size_t i = 0; i < blocks; i += 10) {
                    const double before = errorOf(mode, dtype, weights, plain, blocks, i, nullptr);
                    const double after = errorOf(mode, dtype, weights, better, blocks, i, nullptr);
                    EXPECT_LE(after, before * (1 + 1e-6)) << describeCase(mode, dtype, i);
                    plainSum += before;
                    betterSum += after;
                }
                EXPECT_LT(betterSum, plainSum) << describeCase(mode, dtype, blocks);
            }
        }
    }
}

TEST_P(RefineBlocks, HeedsTheImportanceOfColumns) {
    // One column that counts and would be clipped by nothing but itself, in mxfp4.
    const std::size_t blocks = 64;
    const Buffer weights = gaussianWeights(QuantMode::mxfp4, DType::bf16, blocks, 1.0F);
    std::vector<float> values(32, 1e-3F);
    values[4] = 1;
    const ColumnImportance importance{values.data(), 1, 0};

    const BlockResult alike = refined(refineBlocks, QuantMode::mxfp4, DType::bf16, weights, blocks);
    const BlockResult weighed =
        refined(refineBlocks, QuantMode::mxfp4, DType::bf16, weights, blocks, importance);

    double before = 0;
    double after = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        before += errorOf(QuantMode::mxfp4, DType::bf16, weights, alike, blocks, i, values.data());
        after += errorOf(QuantMode::mxfp4, DType::bf16, weights, weighed, blocks, i, values.data());
    }
    EXPECT_LT(after, before);
}

/// Where the largest weights of blocks stand in columns that hardly count, one exponent lower is
/// best, and never two.
TEST_P(RefineBlocks, TakesASmallerExponentWhereTheLargestHardlyCounts) {
    constexpr std::size_t size = 32;
    const std::size_t blocks = 100;
    const Buffer weights = gaussianWeights(QuantMode::mxfp4, DType::f32, blocks, 1.0F);
    std::mt19937 generator(12);
    std::lognormal_distribution<float> spread(0.0F, 2.0F);
    std::vector<float> values(blocks * size);
    for (float& value : values) {
        value = spread(generator);
    }
    const ColumnImportance importance{values.data(), blocks, 0};
    const BlockResult usual =
        quantized(quantizeBlocks, QuantMode::mxfp4, DType::f32, weights.data(), blocks);
    const BlockResult weighed =
        refined(refineBlocks, QuantMode::mxfp4, DType::f32, weights, blocks, importance);
    expectEqual(weighed, refined(refineBlocksReference, QuantMode::mxfp4, DType::f32, weights,
                                 blocks, importance));

    std::size_t lower = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        // What each exponent would cost, coded by itself.
        std::vector<double> errors;
        for (const int step : {1, 0, -1, -2}) {
            const float scale = fromE8m0(static_cast<std::uint8_t>(usual.scales.data()[i] + step));
            BlockResult trial(QuantMode::mxfp4, blocks);
            encodeBlockReference(QuantMode::mxfp4, DType::f32, weights.data(), i, scale,
                                 trial.packed.data() + i * blockBytes(QuantMode::mxfp4));
            trial.scales.data()[i] = static_cast<std::uint8_t>(usual.scales.data()[i] + step);
            errors.push_back(errorOf(QuantMode::mxfp4, DType::f32, weights, trial, blocks, i,
                                     values.data() + i * size));
        }
        const double found = errorOf(QuantMode::mxfp4, DType::f32, weights, weighed, blocks, i,
                                     values.data() + i * size);
        EXPECT_LE(found, *std::min_element(errors.begin(), errors.end()) * (1 + 1e-5)) << i;
        lower += weighed.scales.data()[i] < usual.scales.data()[i] ? 1 : 0;
    }
    EXPECT_GT(lower, blocks / 50);
}

}  // namespace
}  // namespace quince

#include "core/kernels/block_result.hpp"
#include "core/kernels/goldens.hpp"
#include "core/kernels/on_each_target.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace quince {
namespace {

void expectGoldens(DequantizeBlocks dequantize) {
    for (const BlockGolden& expected : blockGoldens()) {
        SCOPED_TRACE(expected.name);
        const auto blocks =
            goldenRows * goldenColumns / static_cast<std::size_t>(blockSize(expected.mode));
        const auto weights = golden(expected.name + ".dequantized");
        std::vector<std::uint8_t> result(weights.size());

        dequantize(expected.mode, expected.dtype, golden(expected.name + ".weight").data(),
                   golden(expected.name + ".scales").data(), blocks, result.data());

        EXPECT_EQ(result, weights);
    }
}

TEST(DequantizeBlocksReference, EqualsMlx) {
    expectGoldens(dequantizeBlocksReference);
}

class DequantizeBlocksOnEachTarget : public OnEachTarget {};
QUINCE_ON_EACH_TARGET(DequantizeBlocksOnEachTarget);

TEST_P(DequantizeBlocksOnEachTarget, EqualsMlx) {
    expectGoldens(dequantizeBlocks);
}

TEST_P(DequantizeBlocksOnEachTarget, EqualsItsReferenceOnAnyBytes) {
    std::mt19937 generator(8);
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        for (const QuantMode mode : blockModes) {
            for (const std::size_t blocks : {1u, 2u, 3u, 700u}) {
                BlockResult input(mode, blocks);
                for (Buffer* part : {&input.packed, &input.scales}) {
                    for (std::size_t i = 0; i < part->size(); ++i) {
                        part->data()[i] = static_cast<std::uint8_t>(generator());
                    }
                }

                const Buffer result = dequantized(dequantizeBlocks, mode, dtype, input, blocks);
                const Buffer expected =
                    dequantized(dequantizeBlocksReference, mode, dtype, input, blocks);

                EXPECT_TRUE(result == expected) << describeCase(mode, dtype, blocks) << " at byte "
                                                << result.firstDifference(expected);
            }
        }
    }
}

}  // namespace
}  // namespace quince

#include "core/evaluate/linear.hpp"

#include "core/evaluate/matmul.hpp"
#include "core/evaluate/row_math.hpp"

#include <algorithm>
#include <array>

namespace quince {
namespace {

/// Tokens of one task at most: of their inputs a run of columns stays in the second cache, and a
/// panel of weights, once in the first, is used for all of them.
constexpr std::size_t mostTaskTokens = 192;
/// Rows of one task: a multiple of every panel.
constexpr std::size_t taskRows = 256;

/// Fewer where the tokens would not keep all workers busy. A multiple of every tile.
std::size_t taskTokensFor(std::size_t tokens, unsigned workers) {
    constexpr std::size_t tile = 12;
    constexpr std::size_t tasksPerWorker = 4;
    const std::size_t share = tokens / (workers * tasksPerWorker) / tile * tile;
    return std::clamp(share, 4 * tile, mostTaskTokens);
}

}  // namespace

Status applyLinear(const EvaluationRun& run, ModelWeights& weights, const MatrixWeight& matrix,
                   const float* x, std::size_t tokens, Into into, float* y) {
    const std::array<StreamedMatrix, 1> matrices{{{&weights, &matrix}}};
    const std::size_t taskTokens = taskTokensFor(tokens, run.workers);
    const std::size_t chunks = (tokens + taskTokens - 1) / taskTokens;
    std::vector<std::vector<float>> products(into == Into::gate ? run.workers : 0);
    const auto body = [&](const WeightBlock& block, std::size_t chunk, unsigned worker) {
        const std::size_t token = chunk * taskTokens;
        Multiplication what;
        what.xStride = matrix.columns;
        what.x = x + token * what.xStride;
        what.tokens = std::min(taskTokens, tokens - token);
        what.packedColumns = what.columns = matrix.columns;
        for (std::size_t begin = 0; begin < block.rows; begin += taskRows) {
            const std::size_t row = block.firstRow + begin;
            what.packed = block.packed[0].data() + begin * matrix.columns;
            what.rows = std::min(taskRows, block.rows - begin);
            float* const out = y + token * matrix.rows + row;
            what.y = out;
            what.yStride = matrix.rows;
            what.add = into == Into::add;
            if (into == Into::gate) {
                products[worker].resize(taskTokens * taskRows);
                what.y = products[worker].data();
                what.yStride = taskRows;
            }
            multiply(what);
            for (std::size_t t = 0; t < what.tokens; ++t) {
                float* const made = what.y + t * what.yStride;
                for (std::size_t r = 0; r < what.rows && !matrix.bias.empty(); ++r) {
                    made[r] += matrix.bias[row + r];
                }
                if (into == Into::gate) {
                    siluTimes(out + t * matrix.rows, made, what.rows);
                }
            }
        }
        return Status{};
    };
    return streamBlocks(run, matrices, chunks, body);
}

}  // namespace quince

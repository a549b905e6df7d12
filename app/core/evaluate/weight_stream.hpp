#pragma once

#include "core/evaluate/model_weights.hpp"

#include <quince/progress.hpp>
#include <quince/stop_token.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace quince {

/// What the steps of one evaluation share.
struct EvaluationRun {
    unsigned workers = 1;
    const StopToken& stop;
    Progress& progress;  ///< bytesDone grows by 4 for each weight that was used
};

/// One matrix of one model.
struct StreamedMatrix {
    ModelWeights* weights = nullptr;
    const MatrixWeight* matrix = nullptr;
};

/// Rows [firstRow, firstRow + rows) of each matrix, packed for multiply().
struct WeightBlock {
    std::size_t firstRow = 0;
    std::size_t rows = 0;
    std::span<const std::vector<float>> packed;  ///< one for each matrix
};

using BlockBody =
    std::function<Status(const WeightBlock& block, std::size_t task, unsigned worker)>;

/// Reads matrices of equally many rows block by block, and calls `body` for each block and each
/// task below `tasks`, on all workers; while a block is used the next one is read. Memory: two
/// blocks of each matrix. Errors: those of reading and of `body`, stopped.
Status streamBlocks(const EvaluationRun& run, std::span<const StreamedMatrix> matrices,
                    std::size_t tasks, const BlockBody& body);

}  // namespace quince

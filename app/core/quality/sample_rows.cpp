#include "core/quality/sample_rows.hpp"

#include "core/convert/tiles.hpp"

#include <algorithm>

namespace quince {
namespace {

constexpr std::uint64_t fewestRows = 8;
/// Places of one tensor that are read: more would wait for the disk.
constexpr std::uint64_t mostRuns = 16;
/// A row is read whole; no model has one of this length.
constexpr std::int64_t longestRow = std::int64_t{1} << 24;

struct Matrix {
    std::uint64_t rows = 0;
    std::uint64_t rowBytes = 0;  ///< of the source, about
};

Matrix matrixOf(const ConversionPlan& plan, std::uint32_t tensor, std::uint64_t weights) {
    const ModelTensor& model = modelTensor(plan, tensor);
    const auto columns = static_cast<std::uint64_t>(model.shape.back());
    return {weights / columns, columns * bytesPerElement(model.view.dtype)};
}

/// Cuts rows [first, first + count) into pieces of at most a tile.
void addRun(std::uint32_t tensor, std::uint64_t first, std::uint64_t count, std::uint64_t rowBytes,
            std::vector<RowRun>& runs) {
    const std::uint64_t step = std::max<std::uint64_t>(1, tileBytes / rowBytes);
    for (std::uint64_t at = 0; at < count; at += step) {
        runs.push_back({tensor, first + at, std::min(step, count - at)});
    }
}

}  // namespace

std::vector<std::uint64_t> quantizableWeights(const ConversionPlan& plan) {
    std::vector<std::uint64_t> weights(plan.tensors.size(), 0);
    for (const ModelModule& module : plan.blueprint().modules) {
        if (!module.quantizable || module.packed || module.count == 0 ||
            !isFloat(plan.tensors[module.first].dtype)) {
            continue;
        }
        const Shape& shape = modelTensor(plan, module.first).shape;
        if (!shape.empty() && shape.back() > 0 && shape.back() <= longestRow) {
            weights[module.first] = elementCount(shape);
        }
    }
    return weights;
}

std::vector<RowRun> sampleRows(const ConversionPlan& plan,
                               const std::vector<std::uint64_t>& weights, std::uint64_t bytes) {
    double total = 0;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        const Matrix matrix = weights[i] > 0 ? matrixOf(plan, i, weights[i]) : Matrix{};
        total += static_cast<double>(matrix.rows) * static_cast<double>(matrix.rowBytes);
    }
    const double share = total > 0 ? std::min(1.0, static_cast<double>(bytes) / total) : 0;
    std::vector<RowRun> runs;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        if (weights[i] == 0) {
            continue;
        }
        const Matrix matrix = matrixOf(plan, i, weights[i]);
        const auto wanted = static_cast<std::uint64_t>(static_cast<double>(matrix.rows) * share);
        const std::uint64_t rows = std::min(matrix.rows, std::max(wanted, fewestRows));
        const std::uint64_t places = rows == matrix.rows ? 1 : std::min(rows, mostRuns);
        for (std::uint64_t place = 0; place < places; ++place) {
            // The middle of each of `places` equal parts of the tensor.
            const std::uint64_t count = rows * (place + 1) / places - rows * place / places;
            const std::uint64_t middle = matrix.rows / places * place + matrix.rows / places / 2;
            const std::uint64_t first =
                std::min(middle - std::min(middle, count / 2), matrix.rows - count);
            addRun(i, first, count, matrix.rowBytes, runs);
        }
    }
    return runs;
}

}  // namespace quince

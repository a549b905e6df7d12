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

/// A matrix in strips of rows that can only be read together.
struct Matrix {
    std::uint64_t strips = 0;
    std::uint64_t rows = 1;        ///< of a strip
    std::uint64_t stripBytes = 0;  ///< as sampledRowBytes
};

Matrix matrixOf(const ConversionPlan& plan, std::uint32_t tensor, std::uint64_t weights) {
    const bool isAwq = modelTensor(plan, tensor).form == SourceForm::awqCodes;
    const std::uint64_t rows = isAwq ? 8 : 1;
    const auto columns = static_cast<std::uint64_t>(weightShape(plan, tensor).back());
    return {weights / columns / rows, rows, rows * sampledRowBytes(plan, tensor)};
}

/// Cuts strips [first, first + count) into pieces of at most a tile.
void addRun(std::uint32_t tensor, std::uint64_t first, std::uint64_t count, const Matrix& matrix,
            std::vector<RowRun>& runs) {
    const std::uint64_t step = std::max<std::uint64_t>(1, tileBytes / matrix.stripBytes);
    for (std::uint64_t at = 0; at < count; at += step) {
        runs.push_back(
            {tensor, (first + at) * matrix.rows, std::min(step, count - at) * matrix.rows});
    }
}

}  // namespace

std::vector<std::uint64_t> quantizableWeights(const ConversionPlan& plan) {
    std::vector<std::uint64_t> weights(plan.tensors.size(), 0);
    for (const ModelModule& module : plan.blueprint().modules) {
        if (!module.quantizable || module.count == 0) {
            continue;
        }
        const TensorPlan& tensor = plan.tensors[module.first];
        const bool copied = module.packed && !tensor.packed;
        const Shape& shape = weightShape(plan, module.first);
        if (!copied && isFloat(tensor.dtype) && !shape.empty() && shape.back() > 0 &&
            shape.back() <= longestRow) {
            weights[module.first] = elementCount(shape);
        }
    }
    return weights;
}

std::uint64_t sampledRowBytes(const ConversionPlan& plan, std::uint32_t tensor) {
    const TensorPlan& planned = plan.tensors[tensor];
    const DType dtype = planned.packed ? planned.dtype : modelTensor(plan, tensor).view.dtype;
    return static_cast<std::uint64_t>(weightShape(plan, tensor).back()) * bytesPerElement(dtype);
}

std::vector<RowRun> sampleRows(const ConversionPlan& plan,
                               const std::vector<std::uint64_t>& weights, std::uint64_t bytes) {
    double total = 0;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        const Matrix matrix = weights[i] > 0 ? matrixOf(plan, i, weights[i]) : Matrix{};
        total += static_cast<double>(matrix.strips) * static_cast<double>(matrix.stripBytes);
    }
    const double share = total > 0 ? std::min(1.0, static_cast<double>(bytes) / total) : 0;
    std::vector<RowRun> runs;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        if (weights[i] == 0) {
            continue;
        }
        const Matrix matrix = matrixOf(plan, i, weights[i]);
        const auto wanted = static_cast<std::uint64_t>(static_cast<double>(matrix.strips) * share);
        const std::uint64_t strips =
            std::min(matrix.strips, std::max(wanted, fewestRows / matrix.rows));
        const std::uint64_t places = strips == matrix.strips ? 1 : std::min(strips, mostRuns);
        for (std::uint64_t place = 0; place < places; ++place) {
            // The middle of each of `places` equal parts of the tensor.
            const std::uint64_t count = strips * (place + 1) / places - strips * place / places;
            const std::uint64_t middle =
                matrix.strips / places * place + matrix.strips / places / 2;
            const std::uint64_t first =
                std::min(middle - std::min(middle, count / 2), matrix.strips - count);
            addRun(i, first, count, matrix, runs);
        }
    }
    return runs;
}

}  // namespace quince

#include "core/evaluate/model_weights.hpp"

#include "core/convert/check_plan.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cstring>

namespace quince {
namespace {

std::vector<std::filesystem::path> pathsOf(const Checkpoint& checkpoint) {
    std::vector<std::filesystem::path> paths;
    for (const ShardFile& shard : checkpoint.shards) {
        paths.push_back(shard.path);
    }
    return paths;
}

Error misfit(const std::string& name, const std::string& what) {
    return {ErrorCode::mismatch, name + " " + what, {}};
}

/// Columns of the decoded matrix.
std::size_t columnsOf(const ModelTensor& tensor, const std::optional<QuantSpec>& packed) {
    const auto stored = static_cast<std::size_t>(tensor.shape.back());
    return packed && packed->bits > 0 ? stored * 32 / static_cast<std::size_t>(packed->bits)
                                      : stored;
}

}  // namespace

Result<std::unique_ptr<ModelWeights>> ModelWeights::open(
    std::shared_ptr<const Inspection> inspection, unsigned workers) {
    Recipe recipe;  // nothing quantized anew, and every float widened, which is exact
    recipe.dtype = DType::f32;
    recipe.vision = VisionChoice::drop;
    ConversionPlan plan = makePlan(std::move(inspection), recipe);
    for (const Problem& problem : plan.problems) {
        if (problem.severity == Severity::error) {
            return Error{ErrorCode::mismatch, problem.message, plan.inspection->checkpoint.folder};
        }
    }
    if (Status checked = checkPlan(plan, layoutOutput(plan)); !checked) {
        return std::move(checked).error();
    }
    return std::unique_ptr<ModelWeights>(new ModelWeights(std::move(plan), workers));
}

ModelWeights::ModelWeights(ConversionPlan plan, unsigned workers)
    : m_plan(std::move(plan)),
      m_files(pathsOf(m_plan.inspection->checkpoint), OpenFiles::Access::read),
      m_norms(m_plan, m_files, m_stop),
      m_workers(workers) {
    const std::vector<ModelTensor>& tensors = m_plan.blueprint().tensors;
    for (std::uint32_t i = 0; i < tensors.size(); ++i) {
        m_byName.emplace(tensors[i].name, i);
    }
    for (Worker& worker : m_workers) {
        worker.encoder = std::make_unique<TileEncoder>(m_plan, m_files, m_norms);
    }
}

std::optional<std::uint32_t> ModelWeights::find(const std::string& tensor) const {
    const auto found = m_byName.find(tensor);
    return found == m_byName.end() ? std::nullopt : std::optional(found->second);
}

bool ModelWeights::has(const std::string& tensor) const {
    return find(tensor).has_value();
}

Result<std::span<const float>> ModelWeights::floats(const Tile& tile, unsigned worker) {
    const Result<std::span<const std::byte>> bytes = m_workers[worker].encoder->source(tile);
    if (!bytes) {
        return bytes.error();
    }
    // The encoder's buffers are aligned for every type of element.
    return std::span<const float>(reinterpret_cast<const float*>(bytes->data()), tile.count);
}

Result<std::vector<float>> ModelWeights::vector(const std::string& tensor, std::size_t size) {
    const std::optional<std::uint32_t> index = find(tensor);
    if (!index) {
        return misfit(tensor, "is not there");
    }
    const ModelTensor& found = m_plan.blueprint().tensors[*index];
    if (elementCount(found.shape) != size || !isFloat(found.dtype)) {
        return misfit(tensor, "does not hold " + std::to_string(size) + " numbers");
    }
    const Result<std::span<const float>> values = floats({*index, 0, size}, 0);
    if (!values) {
        return values.error();
    }
    return std::vector<float>(values->begin(), values->end());
}

/// The scales, and biases if it has them, of a packed matrix.
Status ModelWeights::findGroups(const std::string& path, MatrixWeight& matrix) const {
    const std::optional<std::uint32_t> scales = find(path + ".scales");
    const std::optional<std::uint32_t> biases = find(path + ".biases");
    const QuantSpec& spec = *matrix.packed;
    const bool isBlock = isBlockMode(spec.mode);
    const bool known =
        isBlock ? spec.bits == blockBits(spec.mode) && spec.groupSize == blockSize(spec.mode)
                : isAffineBits(spec.bits) && isAffineGroupSize(spec.groupSize);
    if (!known) {
        return Error{ErrorCode::unsupported,
                     "Quince cannot evaluate weights quantized as " + path + " is",
                     {}};
    }
    if (!scales || (!biases && !isBlock) ||
        matrix.columns % static_cast<std::size_t>(spec.groupSize) != 0) {
        return misfit(path, "has no scales and biases that fit");
    }
    const std::size_t groups =
        matrix.rows * matrix.columns / static_cast<std::size_t>(spec.groupSize);
    matrix.scales = *scales;
    matrix.biases = biases.value_or(*scales);
    for (const std::uint32_t index : {matrix.scales, matrix.biases}) {
        const ModelTensor& part = m_plan.blueprint().tensors[index];
        const bool fits = isBlock ? part.dtype == DType::u8 : isFloat(part.dtype);
        if (elementCount(part.shape) != groups || !fits) {
            return misfit(part.name, "does not fit its weight");
        }
    }
    return {};
}

Result<MatrixWeight> ModelWeights::matrix(const std::string& path, std::size_t rows,
                                          std::size_t columns) {
    const Blueprint& blueprint = m_plan.blueprint();
    const auto module =
        std::find_if(blueprint.modules.begin(), blueprint.modules.end(),
                     [&](const ModelModule& candidate) { return candidate.path == path; });
    const std::optional<std::uint32_t> weight = find(path + ".weight");
    if (module == blueprint.modules.end() || !weight) {
        return misfit(path + ".weight", "is not there");
    }
    MatrixWeight matrix{*weight, 0, 0, module->packed, rows, columns, {}};
    const ModelTensor& tensor = blueprint.tensors[*weight];
    if (tensor.shape.size() != 2 || static_cast<std::size_t>(tensor.shape[0]) != rows ||
        columnsOf(tensor, matrix.packed) != columns) {
        return misfit(tensor.name, "is not of " + std::to_string(rows) + " x " +
                                       std::to_string(columns) + " weights");
    }
    if (matrix.packed) {
        if (Status packed = findGroups(path, matrix); !packed) {
            return std::move(packed).error();
        }
    } else if (!isFloat(tensor.dtype)) {
        return misfit(tensor.name, "does not hold floats");
    }
    if (has(path + ".bias")) {
        Result<std::vector<float>> bias = vector(path + ".bias", rows);
        if (!bias) {
            return std::move(bias).error();
        }
        matrix.bias = *std::move(bias);
    }
    return matrix;
}

Status ModelWeights::rows(const MatrixWeight& matrix, std::size_t first, std::size_t count,
                          float* out, unsigned worker) {
    if (!matrix.packed) {
        const Result<std::span<const float>> values =
            floats({matrix.weight, first * matrix.columns, count * matrix.columns}, worker);
        if (!values) {
            return values.error();
        }
        std::copy(values->begin(), values->end(), out);
        return {};
    }
    Worker& mine = m_workers[worker];
    const auto bits = static_cast<std::size_t>(matrix.packed->bits);
    const std::size_t words = matrix.columns * bits / 32;
    const Result<std::span<const std::byte>> codes =
        mine.encoder->source({matrix.weight, first * words, count * words});
    if (!codes) {
        return codes.error();
    }
    mine.codes.assign(codes->begin(), codes->end());
    const std::size_t perRow = matrix.columns / static_cast<std::size_t>(matrix.packed->groupSize);
    const Tile scaleTile{matrix.scales, first * perRow, count * perRow};
    if (isBlockMode(matrix.packed->mode)) {
        const Result<std::span<const std::byte>> bytes = mine.encoder->source(scaleTile);
        if (!bytes) {
            return bytes.error();
        }
        dequantizeBlocks(matrix.packed->mode, DType::f32,
                         reinterpret_cast<const std::uint8_t*>(mine.codes.data()),
                         reinterpret_cast<const std::uint8_t*>(bytes->data()), scaleTile.count,
                         out);
        return {};
    }
    const Result<std::span<const float>> scales = floats(scaleTile, worker);
    if (!scales) {
        return scales.error();
    }
    mine.scales.assign(scales->begin(), scales->end());
    const Result<std::span<const float>> biases =
        floats({matrix.biases, scaleTile.first, scaleTile.count}, worker);
    if (!biases) {
        return biases.error();
    }
    dequantizeAffine(DType::f32, reinterpret_cast<const std::uint8_t*>(mine.codes.data()),
                     mine.scales.data(), biases->data(), scaleTile.count, matrix.packed->groupSize,
                     matrix.packed->bits, out);
    return {};
}

}  // namespace quince

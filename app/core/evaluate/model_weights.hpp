#pragma once

#include "core/convert/column_norms.hpp"
#include "core/convert/open_files.hpp"
#include "core/convert/tile_encoder.hpp"

#include <quince/plan.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace quince {

/// The weight of one linear layer or embedding, as it lies in the model.
struct MatrixWeight {
    std::uint32_t weight = 0;  ///< index into Blueprint::tensors
    std::uint32_t scales = 0;  ///< when packed
    std::uint32_t biases = 0;  ///< when packed in affine groups
    std::optional<QuantSpec> packed;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> bias;  ///< [rows], or empty
};

/// Reads the weights of a model as F32, whatever they are stored as: any kind of source that
/// Quince converts, and MLX's quantized models, whose weights are code * scale + bias (or code *
/// scale) in F32.
class ModelWeights {
public:
    /// Errors: mismatch, unsupported (the model does not fit its architecture).
    static Result<std::unique_ptr<ModelWeights>> open(std::shared_ptr<const Inspection> inspection,
                                                      unsigned workers);

    [[nodiscard]] bool has(const std::string& tensor) const;
    /// The matrix of module `path`, with its bias if it has one. Errors: mismatch (another shape,
    /// not there), unsupported, io.
    [[nodiscard]] Result<MatrixWeight> matrix(const std::string& path, std::size_t rows,
                                              std::size_t columns);
    /// All of a vector. Errors: mismatch, io.
    [[nodiscard]] Result<std::vector<float>> vector(const std::string& tensor, std::size_t size);

    /// Rows [first, first + count) into `out`. Several threads may call it at once, each with
    /// another `worker`. Errors: io, malformed.
    [[nodiscard]] Status rows(const MatrixWeight& matrix, std::size_t first, std::size_t count,
                              float* out, unsigned worker);

private:
    ModelWeights(ConversionPlan plan, unsigned workers);

    [[nodiscard]] Status findGroups(const std::string& path, MatrixWeight& matrix) const;
    [[nodiscard]] Result<std::span<const float>> floats(const Tile& tile, unsigned worker);
    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& tensor) const;

    ConversionPlan m_plan;
    OpenFiles m_files;
    StopToken m_stop;
    ColumnNorms m_norms;
    std::map<std::string, std::uint32_t> m_byName;
    struct Worker {
        std::unique_ptr<TileEncoder> encoder;
        std::vector<std::byte> codes;
        std::vector<float> scales;
    };
    std::vector<Worker> m_workers;
};

}  // namespace quince

#pragma once

#include "core/evaluate/attention.hpp"
#include "core/evaluate/dense_shape.hpp"
#include "core/evaluate/model_weights.hpp"
#include "core/evaluate/weight_stream.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace quince {

/// Told of the input of each linear layer: [tokens][columns], by the path of its module.
using InputObserver = std::function<Status(const std::string& path, const float* x,
                                           std::size_t tokens, std::size_t columns)>;

/// A dense model built like Llama, run over many tokens at once, layer by layer, so that each
/// weight is read once for all of them and memory does not grow with the model.
class DenseModel {
public:
    /// Errors: as readDenseShape and ModelWeights::open.
    static Result<DenseModel> open(std::shared_ptr<const Inspection> inspection, unsigned workers);

    [[nodiscard]] const DenseShape& shape() const { return m_shape; }
    /// Floats of memory that one token takes while the model runs.
    [[nodiscard]] std::size_t floatsPerToken() const;
    /// What Progress::bytesDone grows by in one run of hidden().
    [[nodiscard]] std::uint64_t bytesOfLayers() const;

    /// The last hidden states, normed: [tokens][hidden]. REQUIRES: tokens below the vocabulary;
    /// windows cover them. Errors: mismatch, io, stopped.
    [[nodiscard]] Result<std::vector<float>> hidden(const EvaluationRun& run,
                                                    std::span<const std::uint32_t> tokens,
                                                    std::span<const TextWindow> windows,
                                                    const InputObserver& observe);

    /// The matrix that makes logits of hidden states: the head, or the embedding where they are
    /// one. Errors: as ModelWeights::matrix.
    [[nodiscard]] Result<MatrixWeight> head();
    [[nodiscard]] const char* headPath() const;
    [[nodiscard]] ModelWeights& weights() { return *m_weights; }

private:
    struct Pass;

    DenseModel(DenseShape shape, std::unique_ptr<ModelWeights> weights)
        : m_shape(std::move(shape)), m_weights(std::move(weights)) {}

    DenseShape m_shape;
    std::unique_ptr<ModelWeights> m_weights;
};

}  // namespace quince

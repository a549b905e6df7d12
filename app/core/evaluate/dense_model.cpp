#include "core/evaluate/dense_model.hpp"

#include "core/base/parallel_for.hpp"
#include "core/evaluate/linear.hpp"
#include "core/evaluate/row_math.hpp"

#include <algorithm>

namespace quince {
namespace {

constexpr std::size_t rowTokens = 64;  // tokens of a task that only goes over rows

}  // namespace

/// One run over the tokens of a pass.
struct DenseModel::Pass {
    DenseModel& model;
    const EvaluationRun& run;
    std::span<const TextWindow> windows;
    const InputObserver& observe;
    std::size_t tokens;
    RopeTable rope;
    std::vector<std::size_t> positions;  ///< of each token in its window
    std::vector<float> stream;           ///< [tokens][hidden]
    std::vector<float> normed;           ///< [tokens][hidden]
    std::vector<float> scratch;          ///< queries, keys, values and results, or the MLP's inside

    [[nodiscard]] const DenseShape& shape() const { return model.m_shape; }

    Status forTokens(const std::function<Status(std::size_t token, unsigned worker)>& body) const {
        return parallelFor((tokens + rowTokens - 1) / rowTokens, run.workers, run.stop,
                           [&](std::size_t chunk, unsigned worker) {
                               const std::size_t end = std::min(tokens, (chunk + 1) * rowTokens);
                               for (std::size_t t = chunk * rowTokens; t < end; ++t) {
                                   if (Status status = body(t, worker); !status) {
                                       return status;
                                   }
                               }
                               return Status{};
                           });
    }

    Status embed(std::span<const std::uint32_t> ids) {
        const Result<MatrixWeight> matrix =
            model.m_weights->matrix("model.embed_tokens", shape().vocabulary, shape().hidden);
        if (!matrix) {
            return matrix.error();
        }
        return forTokens([&](std::size_t t, unsigned worker) {
            return model.m_weights->rows(*matrix, ids[t], 1, stream.data() + t * shape().hidden,
                                         worker);
        });
    }

    Status norm(const std::string& path) {
        const std::size_t size = shape().hidden;
        const Result<std::vector<float>> weight = model.m_weights->vector(path + ".weight", size);
        if (!weight) {
            return weight.error();
        }
        return forTokens([&](std::size_t t, unsigned) {
            rmsNorm(stream.data() + t * size, weight->data(), size, shape().normEpsilon,
                    normed.data() + t * size);
            return Status{};
        });
    }

    Status linear(const std::string& path, std::size_t rows, std::size_t columns, const float* x,
                  Into into, float* y) {
        const Result<MatrixWeight> matrix = model.m_weights->matrix(path, rows, columns);
        if (!matrix) {
            return matrix.error();
        }
        if (observe) {
            if (Status seen = observe(path, x, tokens, columns); !seen) {
                return seen;
            }
        }
        return applyLinear(run, *model.m_weights, *matrix, x, tokens, into, y);
    }

    /// Norms of single heads, where the model has them, and rotation.
    Status place(const std::string& norm, std::size_t heads, float* values) {
        const std::size_t size = shape().headSize;
        std::vector<float> weight;
        if (model.m_weights->has(norm)) {
            Result<std::vector<float>> found = model.m_weights->vector(norm, size);
            if (!found) {
                return std::move(found).error();
            }
            weight = *std::move(found);
        }
        return forTokens([&](std::size_t t, unsigned) {
            for (std::size_t head = 0; head < heads; ++head) {
                float* const at = values + (t * heads + head) * size;
                if (!weight.empty()) {
                    rmsNorm(at, weight.data(), size, shape().normEpsilon, at);
                }
                rope.turn(at, positions[t]);
            }
            return Status{};
        });
    }

    Status attention(const std::string& path, std::size_t reach) {
        const std::size_t hidden = shape().hidden;
        const std::size_t wide = shape().heads * shape().headSize;
        const std::size_t narrow = shape().keyHeads * shape().headSize;
        float* const q = scratch.data();
        float* const k = q + tokens * wide;
        float* const v = k + tokens * narrow;
        float* const out = v + tokens * narrow;
        Status status = linear(path + ".q_proj", wide, hidden, normed.data(), Into::store, q);
        if (status) {
            status = linear(path + ".k_proj", narrow, hidden, normed.data(), Into::store, k);
        }
        if (status) {
            status = linear(path + ".v_proj", narrow, hidden, normed.data(), Into::store, v);
        }
        if (status) {
            status = place(path + ".q_norm.weight", shape().heads, q);
        }
        if (status) {
            status = place(path + ".k_norm.weight", shape().keyHeads, k);
        }
        if (status) {
            status = attend(run, shape(), windows, reach, q, k, v, out);
        }
        return status ? linear(path + ".o_proj", hidden, wide, out, Into::add, stream.data())
                      : status;
    }

    Status mlp(const std::string& path) {
        const std::size_t hidden = shape().hidden;
        const std::size_t inside = shape().intermediate;
        float* const gate = scratch.data();
        Status status =
            linear(path + ".gate_proj", inside, hidden, normed.data(), Into::store, gate);
        if (status) {
            status = linear(path + ".up_proj", inside, hidden, normed.data(), Into::gate, gate);
        }
        return status ? linear(path + ".down_proj", hidden, inside, gate, Into::add, stream.data())
                      : status;
    }

    Status layer(std::size_t index) {
        const std::string path = "model.layers." + std::to_string(index);
        Status status = norm(path + ".input_layernorm");
        if (status) {
            status = attention(path + ".self_attn", shape().windows[index]);
        }
        if (status) {
            status = norm(path + ".post_attention_layernorm");
        }
        return status ? mlp(path + ".mlp") : status;
    }
};

Result<DenseModel> DenseModel::open(std::shared_ptr<const Inspection> inspection,
                                    unsigned workers) {
    Result<DenseShape> shape = readDenseShape(*inspection->blueprint.config);
    if (!shape) {
        return std::move(shape).error();
    }
    Result<std::unique_ptr<ModelWeights>> weights =
        ModelWeights::open(std::move(inspection), workers);
    if (!weights) {
        return std::move(weights).error();
    }
    return DenseModel(*std::move(shape), *std::move(weights));
}

std::size_t DenseModel::floatsPerToken() const {
    const std::size_t attention = 2 * (m_shape.heads + m_shape.keyHeads) * m_shape.headSize;
    return 2 * m_shape.hidden + std::max(attention, m_shape.intermediate);
}

std::uint64_t DenseModel::bytesOfLayers() const {
    const std::uint64_t attention = 2 * (m_shape.heads + m_shape.keyHeads) * m_shape.headSize;
    return m_shape.layers * m_shape.hidden * (attention + 3 * m_shape.intermediate) * sizeof(float);
}

const char* DenseModel::headPath() const {
    return m_weights->has("lm_head.weight") ? "lm_head" : "model.embed_tokens";
}

Result<MatrixWeight> DenseModel::head() {
    return m_weights->matrix(headPath(), m_shape.vocabulary, m_shape.hidden);
}

Result<std::vector<float>> DenseModel::hidden(const EvaluationRun& run,
                                              std::span<const std::uint32_t> tokens,
                                              std::span<const TextWindow> windows,
                                              const InputObserver& observe) {
    std::size_t longest = 0;
    for (const TextWindow& window : windows) {
        longest = std::max(longest, window.length);
    }
    Pass pass{*this, run, windows, observe, tokens.size(), RopeTable(m_shape.rope, longest),
              {},    {},  {},      {}};
    pass.positions.resize(tokens.size());
    for (const TextWindow& window : windows) {
        for (std::size_t i = 0; i < window.length; ++i) {
            pass.positions[window.first + i] = i;
        }
    }
    pass.stream.resize(tokens.size() * m_shape.hidden);
    pass.normed.resize(tokens.size() * m_shape.hidden);
    pass.scratch.resize(tokens.size() * (floatsPerToken() - 2 * m_shape.hidden));
    Status status = pass.embed(tokens);
    for (std::size_t layer = 0; layer < m_shape.layers && status; ++layer) {
        status = pass.layer(layer);
    }
    if (status) {
        status = pass.norm("model.norm");
    }
    if (!status) {
        return std::move(status).error();
    }
    return std::move(pass.normed);
}

}  // namespace quince

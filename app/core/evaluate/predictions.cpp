#include "core/evaluate/predictions.hpp"

#include "core/evaluate/matmul.hpp"
#include "core/evaluate/row_math.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace quince {
namespace {

/// Tokens and rows of the vocabulary whose logits one worker has at a time.
constexpr std::size_t blockTokens = 48;
constexpr std::size_t blockRows = 256;

constexpr std::uint32_t noTarget = 0xFFFFFFFF;

/// What is known of one position while the vocabulary goes by.
struct Position {
    std::uint32_t target = noTarget;  ///< the token that follows
    SoftmaxSums result;
    SoftmaxSums source;
    double difference = 0;  ///< see addLogitPairs, source first
    double targetLogit = 0;
    double targetSourceLogit = 0;
};

double logSum(const SoftmaxSums& sums) {
    return sums.largest + std::log(sums.sum);
}

Prediction predictionOf(const Position& position, bool both) {
    Prediction prediction;
    prediction.loss = logSum(position.result) - position.targetLogit;
    if (both) {
        prediction.sourceLoss = logSum(position.source) - position.targetSourceLogit;
        // sum of p * ((a - log Za) - (b - log Zb)); rounding may take it below 0.
        const double apart = position.difference / position.source.sum;
        const double divergence = apart - logSum(position.source) + logSum(position.result);
        prediction.divergence = divergence < 0 ? 0 : divergence;
        prediction.sameTop = position.source.argmax == position.result.argmax;
    }
    return prediction;
}

class Predictor {
public:
    Predictor(const EvaluationRun& run, std::span<const HeadInput> inputs,
              std::vector<Position>& positions)
        : m_run(run), m_inputs(inputs), m_positions(positions), m_logits(run.workers) {}

    Status work() {
        std::vector<MatrixWeight> heads;
        for (const HeadInput& input : m_inputs) {
            Result<MatrixWeight> head = input.model->head();
            if (!head) {
                return std::move(head).error();
            }
            heads.push_back(*std::move(head));
        }
        std::vector<StreamedMatrix> streamed;
        for (std::size_t i = 0; i < heads.size(); ++i) {
            streamed.push_back({&m_inputs[i].model->weights(), &heads[i]});
        }
        const std::size_t tasks = (m_positions.size() + blockTokens - 1) / blockTokens;
        return streamBlocks(m_run, streamed, tasks,
                            [&](const WeightBlock& block, std::size_t task, unsigned worker) {
                                use(block, heads, task * blockTokens, m_logits[worker]);
                                return Status{};
                            });
    }

private:
    void use(const WeightBlock& block, std::span<const MatrixWeight> heads, std::size_t token,
             std::vector<float>& logits) {
        const std::size_t count = std::min(blockTokens, m_positions.size() - token);
        constexpr std::size_t ofOneModel = blockTokens * blockRows;
        logits.resize(ofOneModel * m_inputs.size());
        for (std::size_t begin = 0; begin < block.rows; begin += blockRows) {
            const std::size_t rows = std::min(blockRows, block.rows - begin);
            for (std::size_t i = 0; i < m_inputs.size(); ++i) {
                const std::size_t columns = heads[i].columns;
                multiply({m_inputs[i].hidden + token * columns, columns, count,
                          block.packed[i].data() + begin * columns, columns, columns, rows,
                          logits.data() + i * ofOneModel, rows, false});
                addBias(heads[i], block.firstRow + begin, rows,
                        {logits.data() + i * ofOneModel, count * rows});
            }
            for (std::size_t t = 0; t < count; ++t) {
                take(m_positions[token + t], block.firstRow + begin, rows, logits.data() + t * rows,
                     logits.data() + ofOneModel + t * rows);
            }
        }
    }

    static void addBias(const MatrixWeight& head, std::size_t first, std::size_t rows,
                        std::span<float> logits) {
        for (std::size_t i = 0; i < logits.size() && !head.bias.empty(); ++i) {
            logits[i] += head.bias[first + i % rows];
        }
    }

    /// `source` is not read with one model.
    void take(Position& position, std::size_t first, std::size_t rows, const float* result,
              const float* source) const {
        if (position.target == noTarget) {
            return;
        }
        const bool here = position.target >= first && position.target - first < rows;
        if (here) {
            position.targetLogit = static_cast<double>(result[position.target - first]);
        }
        if (m_inputs.size() == 1) {
            addLogits(result, first, rows, position.result);
            return;
        }
        if (here) {
            position.targetSourceLogit = static_cast<double>(source[position.target - first]);
        }
        addLogitPairs(source, result, first, rows, position.source, position.result,
                      position.difference);
    }

    const EvaluationRun& m_run;
    const std::span<const HeadInput> m_inputs;
    std::vector<Position>& m_positions;
    std::vector<std::vector<float>> m_logits;
};

}  // namespace

Result<std::vector<Prediction>> predict(const EvaluationRun& run, const HeadInput& result,
                                        const HeadInput& source,
                                        std::span<const std::uint32_t> tokens,
                                        std::span<const TextWindow> windows) {
    std::vector<Position> positions(tokens.size());
    for (const TextWindow& window : windows) {
        for (std::size_t i = window.first; i + 1 < window.first + window.length; ++i) {
            positions[i].target = tokens[i + 1];
        }
    }
    std::vector<HeadInput> inputs{result};
    if (source.model != nullptr) {
        inputs.push_back(source);
    }
    if (Status status = Predictor(run, inputs, positions).work(); !status) {
        return std::move(status).error();
    }
    std::vector<Prediction> predictions;
    for (const Position& position : positions) {
        if (position.target == noTarget) {
            continue;
        }
        predictions.push_back(predictionOf(position, inputs.size() == 2));
        const Prediction& made = predictions.back();
        if (!std::isfinite(made.loss) || !std::isfinite(made.sourceLoss) ||
            !std::isfinite(made.divergence)) {
            return Error{ErrorCode::malformed, "the model's predictions are not numbers", {}};
        }
    }
    return predictions;
}

}  // namespace quince

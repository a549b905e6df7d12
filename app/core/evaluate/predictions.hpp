#pragma once

#include "core/evaluate/dense_model.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quince {

/// What one model, or two side by side, say at one position about the token that follows.
struct Prediction {
    double loss = 0;        ///< nats: -log of what the result gives to the following token
    double sourceLoss = 0;  ///< the same of the source
    double divergence = 0;  ///< nats: KL(source || result) over the vocabulary, at least 0
    bool sameTop = false;   ///< both find the same token the likeliest
};

/// A model and its last hidden states.
struct HeadInput {
    DenseModel* model = nullptr;
    const float* hidden = nullptr;  ///< [tokens][hidden]
};

/// One prediction for each token but the last of each window, in order. Logits are made for a
/// block of the vocabulary at a time and never kept. `source` may have no model.
/// Errors: io, stopped, malformed (the predictions are not numbers).
Result<std::vector<Prediction>> predict(const EvaluationRun& run, const HeadInput& result,
                                        const HeadInput& source,
                                        std::span<const std::uint32_t> tokens,
                                        std::span<const TextWindow> windows);

}  // namespace quince

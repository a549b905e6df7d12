#pragma once

#include "core/evaluate/weight_stream.hpp"

#include <cstddef>

namespace quince {

/// What becomes of the product of a linear layer.
enum class Into {
    store,  ///< y = product
    add,    ///< y += product
    gate,   ///< y = silu(y) * product
};

/// One linear layer over all tokens: x [tokens][columns], y [tokens][rows], both without gaps.
/// The weight is read once. Errors: those of reading, stopped.
Status applyLinear(const EvaluationRun& run, ModelWeights& weights, const MatrixWeight& matrix,
                   const float* x, std::size_t tokens, Into into, float* y);

}  // namespace quince

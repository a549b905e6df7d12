#pragma once

#include "core/evaluate/dense_shape.hpp"
#include "core/evaluate/weight_stream.hpp"

#include <cstddef>
#include <span>

namespace quince {

/// A run of tokens that see each other, the later ones the earlier.
struct TextWindow {
    std::size_t first = 0;  ///< index into the tokens of a pass
    std::size_t length = 0;
};

/// Causal attention within each window, after rotation: q [tokens][heads][headSize], k and v
/// [tokens][keyHeads][headSize]; out like q. Each group of heads shares a head of keys. With
/// `reach` a position sees only so many, itself included; 0: all. Errors: stopped.
Status attend(const EvaluationRun& run, const DenseShape& shape,
              std::span<const TextWindow> windows, std::size_t reach, const float* q,
              const float* k, const float* v, float* out);

}  // namespace quince

#pragma once

#include "core/evaluate/rope.hpp"

#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace quince {

/// The numbers of a dense model that is built like Llama.
struct DenseShape {
    std::size_t layers = 0;
    std::size_t hidden = 0;
    std::size_t intermediate = 0;
    std::size_t heads = 0;
    std::size_t keyHeads = 0;  ///< of keys and values
    std::size_t headSize = 0;
    std::size_t vocabulary = 0;
    std::size_t maxContext = 0;  ///< 0: not told
    float normEpsilon = 0;
    Rope rope;
    /// For each layer, how many positions back a position sees itself included; 0: all.
    std::vector<std::size_t> windows;
};

/// Reads config.json of a model of type llama, mistral, qwen2 or qwen3. Everything that it says
/// about the computation is either honoured or refused.
/// Errors: unsupported (one sentence), malformed.
Result<DenseShape> readDenseShape(const ModelConfig& config);

}  // namespace quince

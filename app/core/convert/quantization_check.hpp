#pragma once

#include "core/model/model_config.hpp"

#include <quince/architecture.hpp>
#include <quince/safetensors.hpp>

#include <map>
#include <string>
#include <vector>

namespace quince {

/// The tensors of a model folder by name.
using TensorsByName = std::map<std::string, TensorInfo>;

/// Compares the packed tensors of an MLX model with the `quantization` of its config: its base
/// values, and an entry (or false) under a module's path. For K weights in a row, with `bits` and
/// `group_size`: weight U32 [..., K * bits / 32], scales [..., K / group_size], and biases like
/// the scales in mode affine.
void checkQuantization(const ModelConfig& config, const TensorsByName& tensors,
                       std::vector<Problem>& problems);

}  // namespace quince

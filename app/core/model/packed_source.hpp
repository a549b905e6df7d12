#pragma once

#include "core/model/decoded_tensors.hpp"

#include <quince/recipe.hpp>
#include <quince/result.hpp>

namespace quince {

/// Turns symmetric integers of compressed-tensors (`weight_packed`, `weight_scale`, `weight_shape`)
/// into MLX's packed form: the same words and scales, and biases that undo the offset of the codes
/// (mlx_lm/models/deepseek_v3.py). Errors: mismatch.
Status unpackCompressedTensors(const QuantSpec& spec, TensorMap& tensors, DecodedTensors& decoded);

}  // namespace quince

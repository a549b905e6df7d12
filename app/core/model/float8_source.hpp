#pragma once

#include "core/model/decoded_tensors.hpp"
#include "core/model/truthy.hpp"

#include <quince/result.hpp>

namespace quince {

/// Makes BF16 tensors of all 8-bit floats (E4M3, E5M2) and their scales: one for each block (as
/// DeepSeek publishes), row or tensor. Scales of activations and of the KV cache go: MLX has no
/// use for them. `config` is the "quantization_config" (or null): it names the block size.
/// Errors: mismatch, when a weight lacks its scales or they do not fit it.
Status decodeFloat8Weights(const Json& config, TensorMap& tensors, DecodedTensors& decoded);

}  // namespace quince

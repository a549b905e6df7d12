#pragma once

#include "core/model/tensor_map.hpp"

#include <quince/result.hpp>

namespace quince {

/// Turns 4-bit AWQ layers (GEMM layout) into MLX's packed form: the same codes and scales, biases
/// of the zero points (mlx_lm/utils.py, _transform_awq_weights). Errors: mismatch, unsupported.
Status convertAwq(TensorMap& tensors);

}  // namespace quince

#pragma once

#include "core/model/json_text.hpp"

#include <quince/recipe.hpp>
#include <quince/result.hpp>

namespace quince {

/// Reads what MLX writes about a quantization: "mode", "bits" and "group_size" of config.json's
/// "quantization", or of the entry of one module, which stands alone. What it leaves out is the
/// default of its mode, and the mode affine (mlx.nn.quantize). Errors: malformed.
Result<QuantSpec> readQuantizationEntry(const Json& entry);

}  // namespace quince

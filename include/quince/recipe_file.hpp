#pragma once

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <string>
#include <string_view>

namespace quince {

// A recipe as a file that can be read, edited, shared and used again. JSON; each key may be left
// out:
//
//     {
//         "quantize": true,
//         "method": "refined",                         or "mlx"
//         "mode": "affine", "bits": 4, "group_size": 64,
//         "mixed": "mixed_3_6",
//         "dtype": "bfloat16",
//         "embedding_bits": 6,
//         "vision": "keep",                            or "drop"
//         "dequantize": false, "requantize": false,
//         "overrides": [                               the last that matches wins
//             {"pattern": "*.down_proj", "bits": 6, "group_size": 32},
//             {"pattern": "lm_head", "mode": "mxfp8"},
//             {"pattern": "*.router", "keep": true}
//         ],
//         "layers": {                                  single modules by their whole path
//             "model.layers.0.mlp.down_proj": {"bits": 6, "group_size": 64},
//             "model.layers.0.self_attn.v_proj": "keep"
//         }
//     }

/// The file's text. Ends with a newline.
[[nodiscard]] std::string recipeToJson(const Recipe& recipe);

/// Reads it back; "quantize" is true when it is left out. `name` begins the sentence of an error.
/// Errors: malformed (also unknown keys, with the nearest known one), invalidArgument and
/// unsupported (validate).
[[nodiscard]] Result<Recipe> recipeFromJson(std::string_view text, const std::string& name);

}  // namespace quince

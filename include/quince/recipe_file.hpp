#pragma once

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <filesystem>
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
//         "importance": {                              what weighs the search
//             "file": "calibration/imatrix.gguf",      found from the recipe's folder, or beside it
//             "xxh128": "0f3c..."                      of its data; left out: any will do
//         },
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

/// The file's text. Ends with a newline. The importance is named as it is found from `folder`.
[[nodiscard]] std::string recipeToJson(const Recipe& recipe,
                                       const std::filesystem::path& folder = {});

/// Reads it back; "quantize" is true when it is left out. `name` begins the sentence of an error,
/// `folder` is the file's. Errors: malformed (also unknown keys, with the nearest known one),
/// invalidArgument and unsupported (validate).
[[nodiscard]] Result<Recipe> recipeFromJson(std::string_view text, const std::string& name,
                                            const std::filesystem::path& folder = {});

/// Errors: notFound, io, and those of recipeFromJson. Whether the importance is there is found out
/// when it is read (readImportance).
[[nodiscard]] Result<Recipe> readRecipeFile(const std::filesystem::path& file);

/// Replaces what is there. Errors: io, diskFull.
[[nodiscard]] Status writeRecipeFile(const Recipe& recipe, const std::filesystem::path& file);

}  // namespace quince

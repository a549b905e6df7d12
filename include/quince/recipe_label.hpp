#pragma once

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <string_view>

namespace quince {

/// The recipe that a short name means, as people name published models; the inverse of quantLabel:
///
///     4bit  4-bit  q4              affine, that many bits
///     mixed_3_6  mixed-3-6         mlx-lm's mixed recipe
///     mxfp4  nvfp4  mxfp8          that mode
///     ... -g32  -gs32              groups of 32; ... -fp16 -bf16: the dtype of what is kept
///     bf16  fp16  fp32             not quantized, of that dtype
///
/// What the name does not speak of is taken from `usual`: the vision part, overrides, dtype and so
/// on; of a result that is not quantized the vision part only. Case does not matter. Errors:
/// invalidArgument, unsupported (validate).
Result<Recipe> recipeFromLabel(std::string_view label, const Recipe& usual);

}  // namespace quince

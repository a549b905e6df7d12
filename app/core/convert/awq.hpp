#pragma once

#include <quince/dtype.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace quince {

/// AWQ keeps eight 4-bit codes of neighbouring output features in one word, in this order of
/// nibbles (AutoAWQ `AWQ_PACK_ORDER`, undone as in mlx-lm `utils.py`, `_transform_awq_weights`):
///
///     feature 8j + i  stands in bits [4 * awqOrder[i], + 4) of word j
///
/// MLX keeps eight codes of one output feature in a word, the first in the lowest bits.
inline constexpr unsigned awqOrder[8] = {0, 4, 1, 5, 2, 6, 3, 7};

/// Rows of AWQ words, each `inputs` long and standing for eight output features, to eight rows of
/// `inputs / 8` MLX words. REQUIRES: inputs is a multiple of 8 and divides the length of `words`;
/// `codes` is as long as `words`.
void repackAwqCodes(std::span<const std::uint32_t> words, std::size_t inputs,
                    std::span<std::uint32_t> codes);

/// `-zero * scale` in float32, rounded to `dtype`: eight rows of `groups` biases for each row of
/// AWQ words with zero points. `scales` and `biases` hold 8 * zeros.size() values of `dtype`.
/// `row` is memory for `groups` floats.
void awqBiases(std::span<const std::uint32_t> zeros, std::size_t groups, DType dtype,
               const std::byte* scales, std::byte* biases, std::span<float> row);

}  // namespace quince

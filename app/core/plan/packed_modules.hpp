#pragma once

#include "core/plan/quant_choice.hpp"

#include <quince/plan.hpp>

#include <cstddef>
#include <vector>

namespace quince {

/// What becomes of a module whose weight the source holds packed.
struct PackedFate {
    bool decoded = false;
    PackedWeight weight;
    DType dtype = DType::bf16;  ///< of the decoded weight
    QuantChoice choice;         ///< how it is quantized anew, or why it is not
};

/// `cast` is the dtype that floats are cast to, absent for none. Decoded weights have the dtype of
/// their scales after the cast; those of the block modes the recipe's, or, when dequantizing
/// without a word on it, BF16, whatever config.json says (mlx_lm/utils.py, dequantize_model, which
/// leaves it to MLX). REQUIRES: module.packed
[[nodiscard]] PackedFate fateOfPacked(const ConversionPlan& plan, const ModelModule& module,
                                      const QuantChooser& chooser, std::optional<DType> cast);

/// Whether there is a kernel that encodes and decodes it.
[[nodiscard]] bool hasKernel(const QuantSpec& spec);

/// Counts what was done with packed modules, for the notes on it.
struct PackedCount {
    std::size_t kept = 0;
    std::size_t decoded = 0;    ///< to floats
    std::size_t quantized = 0;  ///< anew
    std::size_t fresh = 0;      ///< others that the recipe quantizes
};

/// Says in plan.problems what was done with packed modules.
void tellOfPacked(const PackedCount& count, ConversionPlan& plan);

}  // namespace quince

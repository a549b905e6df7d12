#pragma once

#include <quince/dtype.hpp>
#include <quince/importance.hpp>
#include <quince/recipe.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

/// The one place that knows which kernel makes the bytes of a spec. Weights of a float dtype,
/// `groups` whole groups; the parts of the result as the kernel defines them, `biases` unused where
/// the mode has none. `importance` weighs the search of the method refined; the first group is
/// number `firstGroup` of the tensor. Thread-safe. REQUIRES: validate() allows method, mode and
/// numbers.
void encodeGroups(QuantMethod method, const QuantSpec& spec, DType dtype, const void* weights,
                  std::size_t groups, std::uint8_t* codes, void* scales, void* biases,
                  const TensorImportance* importance = nullptr, std::uint64_t firstGroup = 0);

/// What the stored parts stand for, in F32: code * scale + bias of the stored scale and bias, whose
/// dtype is `dtype`, each step rounded to F32; in the block modes code * scale. `values` holds
/// groups * spec.groupSize numbers.
void decodeGroups(const QuantSpec& spec, DType dtype, const std::uint8_t* codes, const void* scales,
                  const void* biases, std::size_t groups, float* values);

}  // namespace quince

#pragma once

#include "core/kernels/buffer.hpp"

#include <quince/dtype.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

/// How many kinds of groups nastyWeights knows.
inline constexpr std::size_t nastyKinds = 23;

/// `groups` groups of weights, group i of kind (firstKind + i) % nastyKinds: random ones, zeros,
/// constants, one-sided ones, ties, denormals, huge ones, infinities, NaNs, any bit pattern ...
Buffer nastyWeights(DType dtype, std::size_t groups, int groupSize, std::size_t firstKind);

}  // namespace quince

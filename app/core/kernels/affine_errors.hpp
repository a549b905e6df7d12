#pragma once

#include <quince/dtype.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

/// Sums over some groups of weights together.
struct SourceSums {
    float energy = 0;   ///< sum of source^2
    float largest = 0;  ///< the largest |source|; without meaning where energy is not finite
};

/// How far `groups` affine groups lie from their source: errors[i] is, for group i, the sum of
/// (source - stored)^2, where stored = code * scale + bias of the scale and bias as they stand
/// there. All in F32, each step rounded, in an order that is the same on every CPU: value i of a
/// group is added to sum i mod 16, then sums j and j + 8 are added, then j and j + 4, and so on;
/// for `energy` the 16 sums run on from group to group. Parts as in quantizeAffine.
/// REQUIRES: as there.
SourceSums affineErrors(DType dtype, const void* weights, const std::uint8_t* packed,
                        const void* scales, const void* biases, std::size_t groups, int groupSize,
                        int bits, float* errors);

/// The scalar twin, which defines the result.
SourceSums affineErrorsReference(DType dtype, const void* weights, const std::uint8_t* packed,
                                 const void* scales, const void* biases, std::size_t groups,
                                 int groupSize, int bits, float* errors);

}  // namespace quince

#pragma once

#include <cstddef>

namespace quince {

/// How well one group of weights is stored.
struct GroupError {
    float error = 0;    ///< sum of (source - stored)^2
    float energy = 0;   ///< sum of source^2
    float largest = 0;  ///< the largest |source|; without meaning where energy is not finite
};

/// For each of `groups` consecutive groups of `groupSize` values. In float32, in an order that is
/// the same on every CPU: value i is added to sum i mod 16, then sums j and j + 8 are added, then
/// j and j + 4, and so on. REQUIRES: groupSize is a multiple of 16.
void groupErrors(const float* source, const float* stored, std::size_t groups,
                 std::size_t groupSize, GroupError* errors);

/// The scalar twin, which defines the result.
void groupErrorsReference(const float* source, const float* stored, std::size_t groups,
                          std::size_t groupSize, GroupError* errors);

}  // namespace quince

#include "core/kernels/group_errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace quince {
namespace {

constexpr std::size_t lanes = 16;
using Sums = std::array<float, lanes>;

float folded(Sums sums) {
    for (std::size_t half = lanes / 2; half > 0; half /= 2) {
        for (std::size_t j = 0; j < half; ++j) {
            sums[j] += sums[j + half];
        }
    }
    return sums[0];
}

}  // namespace

void groupErrorsReference(const float* source, const float* stored, std::size_t groups,
                          std::size_t groupSize, GroupError* errors) {
    for (std::size_t group = 0; group < groups; ++group) {
        Sums error{};
        Sums energy{};
        float largest = 0;
        for (std::size_t i = 0; i < groupSize; ++i) {
            const float difference = source[i] - stored[i];
            error[i % lanes] += difference * difference;
            energy[i % lanes] += source[i] * source[i];
            largest = std::max(largest, std::abs(source[i]));
        }
        errors[group] = {folded(error), folded(energy), largest};
        source += groupSize;
        stored += groupSize;
    }
}

}  // namespace quince

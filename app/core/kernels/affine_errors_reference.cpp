#include "core/kernels/affine_errors.hpp"
#include "core/kernels/float_formats.hpp"

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

SourceSums affineErrorsReference(DType dtype, const void* weights, const std::uint8_t* packed,
                                 const void* scales, const void* biases, std::size_t groups,
                                 int groupSize, int bits, float* errors) {
    const auto size = static_cast<std::size_t>(groupSize);
    const auto width = static_cast<std::size_t>(bits);
    Sums energy{};
    SourceSums sums;
    for (std::size_t group = 0; group < groups; ++group) {
        const float scale = loadFloat(dtype, scales, group);
        const float bias = loadFloat(dtype, biases, group);
        Sums error{};
        for (std::size_t i = 0; i < size; ++i) {
            unsigned code = 0;
            for (std::size_t bit = 0; bit < width; ++bit) {
                const std::size_t at = (group * size + i) * width + bit;
                code |= ((packed[at / 8] >> (at % 8)) & 1U) << bit;
            }
            const float value = loadFloat(dtype, weights, group * size + i);
            const float product = static_cast<float>(code) * scale;
            const float difference = value - (product + bias);
            error[i % lanes] += difference * difference;
            energy[i % lanes] += value * value;
            sums.largest = std::max(sums.largest, std::abs(value));
        }
        errors[group] = folded(error);
    }
    sums.energy = folded(energy);
    return sums;
}

}  // namespace quince

#include "core/quality/weighed_sums.hpp"

#include "core/convert/encode_groups.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace quince {
namespace {

/// Weights at a time: source and result in F32 stay in the first cache.
constexpr std::size_t atOnce = 2048;

/// Over one group. In a fixed order, so that the sum is the same on every CPU.
ErrorSums groupSums(const float* weights, const float* stored, const float* importance,
                    std::size_t size) {
    constexpr std::size_t lanes = 8;
    std::array<float, lanes> errors{};
    std::array<float, lanes> energies{};
    for (std::size_t i = 0; i < size; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const float weight = weights[i + lane];
            const float difference = weight - stored[i + lane];
            errors[lane] += importance[i + lane] * (difference * difference);
            energies[lane] += weight * weight;
        }
    }
    ErrorSums sums;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        sums.error += static_cast<double>(errors[lane]);
        sums.energy += static_cast<double>(energies[lane]);
    }
    if (std::isfinite(sums.error) && std::isfinite(sums.energy)) {
        sums.weights = size;
        return sums;
    }
    return {0, 0, 0, size};
}

double meanOf(const float* importance, std::uint64_t columns) {
    return std::accumulate(importance, importance + columns, 0.0) / static_cast<double>(columns);
}

}  // namespace

ErrorSums weighedSums(const StoredGroups& stored, const TensorImportance& importance) {
    const auto size = static_cast<std::size_t>(stored.spec.groupSize);
    const std::size_t bytes = bytesPerElement(stored.dtype);
    const std::size_t scaleBytes = stored.spec.mode == QuantMode::affine ? bytes : 1;
    const std::size_t codeBytes = affineGroupBytes(stored.spec.groupSize, stored.spec.bits);
    const auto* const weights = static_cast<const std::byte*>(stored.source);
    const auto* const scales = static_cast<const std::byte*>(stored.scales);
    const auto* const biases = static_cast<const std::byte*>(stored.biases);
    const std::uint64_t rowGroups = importance.columns / size;
    const std::uint64_t matrixGroups = importance.matrixWeights / size;
    std::array<float, atOnce> source{};
    std::array<float, atOnce> decoded{};
    const float* matrixColumns = nullptr;
    double mean = 1;
    ErrorSums sums;
    for (std::size_t first = 0; first < stored.groups; first += atOnce / size) {
        const std::size_t count = std::min(atOnce / size, stored.groups - first);
        castFloats(stored.dtype, weights + first * size * bytes, DType::f32, source.data(),
                   count * size);
        decodeGroups(stored.spec, stored.dtype, stored.codes + first * codeBytes,
                     scales + first * scaleBytes, biases + first * scaleBytes, count,
                     decoded.data());
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t number = stored.firstGroup + first + i;
            const std::uint64_t matrix =
                importance.squares.matrices == 1 ? 0 : number / matrixGroups;
            const float* const columns =
                importance.squares.values->data() + matrix * importance.columns;
            if (columns != matrixColumns) {
                matrixColumns = columns;
                mean = meanOf(columns, importance.columns);
            }
            ErrorSums group = groupSums(source.data() + i * size, decoded.data() + i * size,
                                        columns + number % rowGroups * size, size);
            group.error /= mean;
            sums += group;
        }
    }
    return sums;
}

}  // namespace quince

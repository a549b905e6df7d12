#pragma once

#include "core/kernels/refine_affine.hpp"

#include <quince/dtype.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

// A group of weights as the scalar twin of refineAffine's search sees it.

namespace quince {

struct ScaleAndBias {
    float scale;
    float bias;

    [[nodiscard]] bool isUsable() const { return std::abs(scale) >= refineSmallestScale; }
};

/// The weights, what each counts, and what does not depend on the scale and the bias.
struct ReferenceGroup {
    ReferenceGroup(DType format, const float* values, const float* columns, std::size_t count,
                   int bits)
        : dtype(format),
          weights(values),
          importance(columns),
          size(count),
          top(static_cast<float>((1 << bits) - 1)),
          gainWeight(refineGainWeight(bits)) {
        for (std::size_t i = 0; i < size; ++i) {
            const float weight = weights[i];
            const float weighed = importanceOf(i) * weight;
            low = weight < low ? weight : low;
            high = weight > high ? weight : high;
            importances += importanceOf(i);
            sum += weighed;
            energy += weighed * weight;
        }
        gain = gainWeight / energy;
    }

    [[nodiscard]] float importanceOf(std::size_t i) const {
        return importance != nullptr ? importance[i] : 1.0F;
    }

    /// Where a weight lies on the grid, in scales from the bias.
    static float placeOf(float weight, float inverse, float bias) {
        return std::fma(weight, inverse, -(bias * inverse));
    }

    [[nodiscard]] float codeOf(float position) const { return clamped(position, top); }

    /// To an integer from 0 to `last`.
    static float clamped(float value, float last) {
        value = value > 0 ? value : 0;  // NaN too
        value = value < last ? value : last;
        return (value + 0x1p23F) - 0x1p23F;
    }

    DType dtype;
    const float* weights;
    const float* importance;  ///< or null: all count 1
    std::size_t size;
    float top;  ///< the largest code
    float gainWeight;
    float low = std::numeric_limits<float>::infinity();
    float high = -std::numeric_limits<float>::infinity();
    float importances = 0;  ///< sum of h
    float sum = 0;          ///< sum of h w
    float energy = 0;       ///< sum of h w^2
    float gain = 0;         ///< gainWeight / energy
};

}  // namespace quince

#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace quince {
namespace {

constexpr float smallestScale = 1e-7f;  // MLX: `eps`

struct ScaleAndBias {
    float scale = 0;
    float bias = 0;
};

ScaleAndBias chooseScaleAndBias(float lo, float hi, float topCode) {
    const bool fromLow = std::abs(lo) > std::abs(hi);
    const float edge = fromLow ? lo : hi;
    float scale = (hi - lo) / topCode;
    if (scale < smallestScale) {  // false for NaN, which stays
        scale = smallestScale;
    }
    scale = fromLow ? scale : -scale;
    const float steps = std::rint(edge / scale);
    if (steps != 0) {  // true for NaN
        return {edge / steps, edge};
    }
    return {scale, 0};
}

std::uint8_t encode(float weight, const ScaleAndBias& choice, float topCode) {
    const float code = std::rint((weight - choice.bias) / choice.scale);
    if (!(code > 0)) {  // NaN too
        return 0;
    }
    return static_cast<std::uint8_t>(code < topCode ? code : topCode);
}

}  // namespace

void quantizeAffineReference(DType dtype, const void* weights, std::size_t groups, int groupSize,
                             int bits, std::uint8_t* packed, void* scales, void* biases) {
    const auto topCode = static_cast<float>((1 << bits) - 1);
    const auto size = static_cast<std::size_t>(groupSize);
    for (std::size_t group = 0; group < groups; ++group) {
        const std::size_t first = group * size;
        float lo = std::numeric_limits<float>::infinity();
        float hi = -lo;
        for (std::size_t i = first; i < first + size; ++i) {
            const float weight = loadFloat(dtype, weights, i);
            lo = weight < lo ? weight : lo;
            hi = weight > hi ? weight : hi;
        }

        const ScaleAndBias choice = chooseScaleAndBias(lo, hi, topCode);
        storeFloat(dtype, scales, group, withCanonicalNaN(choice.scale));
        storeFloat(dtype, biases, group, withCanonicalNaN(choice.bias));

        unsigned pending = 0;  // bits not yet written, the oldest lowest
        int pendingBits = 0;
        for (std::size_t i = first; i < first + size; ++i) {
            const unsigned code = encode(loadFloat(dtype, weights, i), choice, topCode);
            pending |= code << pendingBits;
            for (pendingBits += bits; pendingBits >= 8; pendingBits -= 8) {
                *packed++ = static_cast<std::uint8_t>(pending & 0xFF);
                pending >>= 8;
            }
        }
    }
}

}  // namespace quince

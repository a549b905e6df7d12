#include "core/kernels/affine_choice.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace quince {

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

        const AffineChoice choice = chooseScaleAndBias(lo, hi, topCode);
        storeFloat(dtype, scales, group, withCanonicalNaN(choice.scale));
        storeFloat(dtype, biases, group, withCanonicalNaN(choice.bias));
        BitWriter codes(packed + group * affineGroupBytes(groupSize, bits), bits);
        for (std::size_t i = first; i < first + size; ++i) {
            codes.write(
                static_cast<unsigned>(plainCode(loadFloat(dtype, weights, i), choice, topCode)));
        }
    }
}

}  // namespace quince

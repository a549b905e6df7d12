#include "core/convert/encode_groups.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <array>

namespace quince {

void encodeGroups(QuantMethod method, const QuantSpec& spec, DType dtype, const void* weights,
                  std::size_t groups, std::uint8_t* codes, void* scales, void* biases) {
    if (isBlockMode(spec.mode)) {
        auto* const bytes = static_cast<std::uint8_t*>(scales);
        method == QuantMethod::refined
            ? refineBlocks(spec.mode, dtype, weights, groups, {}, codes, bytes)
            : quantizeBlocks(spec.mode, dtype, weights, groups, codes, bytes);
        return;
    }
    method == QuantMethod::refined
        ? refineAffine(dtype, weights, groups, spec.groupSize, spec.bits, {}, codes, scales, biases)
        : quantizeAffine(dtype, weights, groups, spec.groupSize, spec.bits, codes, scales, biases);
}

void decodeGroups(const QuantSpec& spec, DType dtype, const std::uint8_t* codes, const void* scales,
                  const void* biases, std::size_t groups, float* values) {
    if (isBlockMode(spec.mode)) {
        dequantizeBlocks(spec.mode, DType::f32, codes, static_cast<const std::uint8_t*>(scales),
                         groups, values);
        return;
    }
    // With scales widened the kernel for F32 computes what is wanted.
    constexpr std::size_t atOnce = 64;
    std::array<float, atOnce> wideScales{};
    std::array<float, atOnce> wideBiases{};
    const std::size_t step = bytesPerElement(dtype);
    for (std::size_t first = 0; first < groups; first += atOnce) {
        const std::size_t count = std::min(atOnce, groups - first);
        castFloats(dtype, static_cast<const std::byte*>(scales) + first * step, DType::f32,
                   wideScales.data(), count);
        castFloats(dtype, static_cast<const std::byte*>(biases) + first * step, DType::f32,
                   wideBiases.data(), count);
        dequantizeAffine(DType::f32, codes + first * affineGroupBytes(spec.groupSize, spec.bits),
                         wideScales.data(), wideBiases.data(), count, spec.groupSize, spec.bits,
                         values + first * static_cast<std::size_t>(spec.groupSize));
    }
}

}  // namespace quince

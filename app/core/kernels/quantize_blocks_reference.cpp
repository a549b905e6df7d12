#include "core/kernels/block_formats.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace quince {
namespace {

/// The first of the nearest, distances in F32; NaN has none.
unsigned toE2m1(float value) {
    const float magnitude = std::abs(value);
    unsigned nearest = 0;
    for (unsigned code = 1; code < 8; ++code) {
        if (std::abs(magnitude - fromE2m1(code)) < std::abs(magnitude - fromE2m1(nearest))) {
            nearest = code;
        }
    }
    return nearest != 0 && std::signbit(value) ? nearest | 8 : nearest;
}

}  // namespace

void quantizeBlocksReference(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                             std::uint8_t* packed, std::uint8_t* scales) {
    const auto size = static_cast<std::size_t>(blockSize(mode));
    for (std::size_t block = 0; block < blocks; ++block, packed += blockBytes(mode)) {
        const std::size_t first = block * size;
        float largest = 0;
        bool finite = true;
        for (std::size_t i = first; i < first + size; ++i) {
            const float magnitude = std::abs(loadFloat(dtype, weights, i));
            largest = magnitude > largest ? magnitude : largest;
            finite = finite && std::isfinite(magnitude);
        }
        if (!finite && mode != QuantMode::nvfp4) {
            scales[block] = 255;
            std::memset(packed, 0, blockBytes(mode));
            continue;
        }

        const BlockScale scale = chooseBlockScale(
            mode, dtype, finite ? largest : std::numeric_limits<float>::infinity());
        scales[block] = scale.stored;
        encodeBlockReference(mode, dtype, weights, block, scale.divisor, packed);
    }
}

void encodeBlockReference(QuantMode mode, DType dtype, const void* weights, std::size_t block,
                          float divisor, std::uint8_t* packed) {
    const auto size = static_cast<std::size_t>(blockSize(mode));
    for (std::size_t i = 0; i < size; ++i) {
        const float weight = loadFloat(dtype, weights, block * size + i);
        const float quotient = roundedTo(dtype, weight / divisor);
        if (mode == QuantMode::mxfp8) {
            packed[i] = toE4m3(quotient);
        } else {
            const unsigned code = toE2m1(quotient);
            packed[i / 2] =
                static_cast<std::uint8_t>(i % 2 == 0 ? code : packed[i / 2] | code << 4);
        }
    }
}

}  // namespace quince

#include "core/kernels/nasty_weights.hpp"

#include "core/kernels/float_formats.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace quince {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

float largest(DType dtype) {
    return dtype == DType::f16 ? 65504.0f : 3.38e38f;
}

float smallest(DType dtype) {
    return dtype == DType::f16 ? 0x1p-24f : dtype == DType::bf16 ? 0x1p-133f : 0x1p-149f;
}

float nastyWeight(DType dtype, std::size_t kind, std::size_t i, float random) {
    const auto position = static_cast<float>(i);
    switch (kind) {
        case 0:
            return random;
        case 1:
            return 0;
        case 2:
            return i % 3 == 0 ? -0.0f : 0.0f;
        case 3:
            return 3;
        case 4:
            return -0.4e-7f;  // rint(edge / s) is 0
        case 5:
            return 0.5e-7f * random;
        case 6:
            return i == 5 ? 0.5e-7f : 0.0f;
        case 7:
            return std::abs(random) + 1;
        case 8:
            return -std::abs(random) - 0.1f;
        case 9:
            return static_cast<float>(i % 31) * 0.5f;  // ties at 4 bits
        case 10:
            return static_cast<float>(i % 7) * -0.5f;  // ties at 2 bits
        case 11:
            return static_cast<float>(i * 17 % 511) * 0.5f;  // ties at 8 bits
        case 12:
            return smallest(dtype) * std::floor(random * 40);
        case 13:
            return largest(dtype) * random;  // hi - lo overflows in BF16 and F32
        case 14:
            return i == 7 ? infinity : random;
        case 15:
            return i == 9 ? -infinity : random;
        case 16:
            return i % 2 == 0 ? infinity : -infinity;
        case 17:
            return infinity;
        case 18:
            return i % 5 == 0 ? nan : random;
        case 19:
            return nan;
        case 20:
            return std::exp2(-position / 8) * (i % 2 == 0 ? 1.0f : -1.0f);
        default:
            return i == 3 ? 1000.0f : random;
    }
}

}  // namespace

Buffer nastyWeights(DType dtype, std::size_t groups, int groupSize, std::size_t firstKind) {
    const auto size = static_cast<std::size_t>(groupSize);
    std::mt19937 generator(static_cast<unsigned>(firstKind + 100 * groups));
    Buffer weights(groups * size * bytesPerElement(dtype));
    for (std::size_t i = 0; i < groups * size; ++i) {
        const std::uint32_t pattern = static_cast<std::uint32_t>(generator());
        const std::size_t kind = (firstKind + i / size) % nastyKinds;
        if (kind == nastyKinds - 1) {  // any bit pattern, signalling NaNs among them
            std::memcpy(weights.data() + i * bytesPerElement(dtype), &pattern,
                        bytesPerElement(dtype));
            continue;
        }
        const float random = static_cast<float>(static_cast<std::int32_t>(pattern)) * 0x1p-31f;
        storeFloat(dtype, weights.data(), i, nastyWeight(dtype, kind, i % size, random));
    }
    return weights;
}

}  // namespace quince

#include "core/kernels/block_formats.hpp"

#include <array>
#include <cstddef>

namespace quince {
namespace {

constexpr std::size_t exponents = 256;  // as F32 stores them
constexpr std::uint32_t fractions = 1u << 23;

float compose(std::size_t exponent, std::uint32_t fraction) {
    return std::bit_cast<float>((static_cast<std::uint32_t>(exponent) << 23) | fraction);
}

/// For each exponent of F32 the first fraction from which the next exponent is nearer.
struct Borders {
    std::array<std::uint32_t, exponents> fraction{};

    explicit Borders(DType dtype) {
        for (std::size_t exponent = 1; exponent + 1 < exponents; ++exponent) {
            const int own = static_cast<int>(exponent) - 127;
            std::uint32_t low = 0;  // nearestExponentReference is monotonic
            std::uint32_t high = fractions;
            while (low < high) {
                const std::uint32_t middle = (low + high) / 2;
                if (nearestExponentReference(dtype, compose(exponent, middle)) > own) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            fraction.at(exponent) = low;
        }
    }
};

const Borders& bordersOf(DType dtype) {
    static const Borders f32(DType::f32);
    static const Borders f16(DType::f16);
    static const Borders bf16(DType::bf16);
    return dtype == DType::f32 ? f32 : dtype == DType::f16 ? f16 : bf16;
}

}  // namespace

int nearestExponentReference(DType dtype, float ratio) {
    const auto logarithm = static_cast<float>(std::log2(static_cast<double>(ratio)));
    return static_cast<int>(std::rint(roundedTo(dtype, logarithm)));
}

int nearestExponent(DType dtype, float ratio) {
    const auto bits = std::bit_cast<std::uint32_t>(ratio);
    const std::size_t exponent = bits >> 23;
    if (exponent == 0) {  // a denormal
        return nearestExponentReference(dtype, ratio);
    }
    const bool next = (bits & (fractions - 1)) >= bordersOf(dtype).fraction[exponent];
    return static_cast<int>(exponent) - 127 + (next ? 1 : 0);
}

}  // namespace quince

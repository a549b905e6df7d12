#pragma once

#include <quince/dtype.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

// Scalar conversions of the 16-bit formats: the definition that the vector code must equal.
//
//   format  sign exponent fraction  smallest denormal  largest
//   BF16      1      8        7         2^-133         ~3.39e38
//   F16       1      5       10         2^-24           65504

namespace quince {

inline float bfloat16ToFloat(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// Nearest even: adding 0x7FFF plus the lowest kept bit carries exactly when it should.
inline std::uint16_t floatToBfloat16(float value) {
    if (std::isnan(value)) {
        return 0x7FC0;
    }
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

inline float halfToFloat(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000u) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1Fu;
    const std::uint32_t fraction = half & 0x3FFu;
    if (exponent == 0) {  // zero or denormal: fraction * 2^-24
        const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
    }
    if (exponent == 31) {  // infinity, or a NaN made quiet
        const std::uint32_t quiet = fraction != 0 ? 0x00400000u : 0u;
        return std::bit_cast<float>(sign | 0x7F800000u | quiet | (fraction << 13));
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

inline std::uint16_t floatToHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000u;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
    std::uint32_t half = 0;
    if (magnitude > 0x7F800000u) {  // NaN: quiet, upper payload kept
        half = 0x7E00u | ((magnitude >> 13) & 0x3FFu);
    } else if (magnitude >= 0x47800000u) {  // 2^16 and above
        half = 0x7C00u;
    } else if (magnitude < 0x38800000u) {  // below 2^-14: the last place of 0.5 is 2^-24
        const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
        half = std::bit_cast<std::uint32_t>(shifted) - 0x3F000000u;
    } else {  // rebias by 112, round to nearest even; a carry out of 65504 gives infinity
        half = (magnitude - (112u << 23) + 0xFFF + ((magnitude >> 13) & 1)) >> 13;
    }
    return static_cast<std::uint16_t>(sign | half);
}

/// The one NaN that is ever stored in scales, biases and dequantized weights: signs and payloads
/// of computed NaNs differ between CPUs.
inline float withCanonicalNaN(float value) {
    return std::isnan(value) ? std::numeric_limits<float>::quiet_NaN() : value;
}

/// Element `index` of an array of F32, F16 or BF16.
inline float loadFloat(DType dtype, const void* array, std::size_t index) {
    const char* bytes = static_cast<const char*>(array);
    if (dtype == DType::f32) {
        float value = 0;
        std::memcpy(&value, bytes + 4 * index, 4);
        return value;
    }
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes + 2 * index, 2);
    return dtype == DType::f16 ? halfToFloat(bits) : bfloat16ToFloat(bits);
}

inline void storeFloat(DType dtype, void* array, std::size_t index, float value) {
    char* bytes = static_cast<char*>(array);
    if (dtype == DType::f32) {
        std::memcpy(bytes + 4 * index, &value, 4);
        return;
    }
    const std::uint16_t bits = dtype == DType::f16 ? floatToHalf(value) : floatToBfloat16(value);
    std::memcpy(bytes + 2 * index, &bits, 2);
}

/// `value` as it reads back after being stored in `dtype`.
inline float roundedTo(DType dtype, float value) {
    switch (dtype) {
        case DType::f16:
            return halfToFloat(floatToHalf(value));
        case DType::bf16:
            return bfloat16ToFloat(floatToBfloat16(value));
        default:
            return value;
    }
}

}  // namespace quince

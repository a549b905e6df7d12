#pragma once

#include "core/kernels/float_formats.hpp"

#include <quince/quant_mode.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

// The small floats of the block modes, in scalar code: the definition that the vector code must
// equal.
//
//   format  sign exponent fraction  smallest denormal  largest
//   E2M1      1      2        1          0.5            6
//   E4M3      1      4        3          2^-9           448, and 480 where a NaN should stand
//   E8M0      0      8        0          2^-127         2^127, then infinity

namespace quince {

/// The largest code of a mode, as a number.
constexpr float topOf(QuantMode mode) {
    return mode == QuantMode::mxfp8 ? 448.0f : 6.0f;
}

inline float fromE2m1(unsigned code) {
    constexpr float magnitudes[] = {0.0f, 0.5f, 1.0f, 1.5f, 2.0f, 3.0f, 4.0f, 6.0f};
    const float magnitude = magnitudes[code & 7];
    return (code & 8) != 0 ? -magnitude : magnitude;
}

/// As MLX's `FromFP8` (`mlx/backend/cpu/unary_ops.h`): the NaN codes are 480.
constexpr float fromE4m3(std::uint8_t code) {
    const auto sign = static_cast<std::uint32_t>(code & 0x80U) << 24;
    const auto magnitude = static_cast<std::uint32_t>(code & 0x7FU);
    const float value = magnitude < 8 ? static_cast<float>(magnitude) * 0x1p-9f
                                      : std::bit_cast<float>((magnitude << 20) + (120u << 23));
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) | sign);
}

/// The bits of a normal F32; 2^-127 is half of the smallest.
inline float fromE8m0(std::uint8_t exponent) {
    return std::bit_cast<float>(exponent == 0 ? 0x00400000u
                                              : static_cast<std::uint32_t>(exponent) << 23);
}

/// Nearest even, at most 448 (as MLX's `ToFP8`, NaN included).
inline std::uint8_t toE4m3(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 24) & 0x80u;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
    std::uint32_t code = 0;
    if (magnitude >= 0x43E00000u) {  // 448
        code = 0x7E;
    } else if (magnitude < 0x3C800000u) {  // below 2^-6: the last place of 2^14 is 2^-9
        code =
            std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0x1p14f) - 0x46800000u;
    } else {  // rebias by 120
        code = (magnitude - (120u << 23) + 0x7FFFF + ((magnitude >> 20) & 1)) >> 20;
    }
    return static_cast<std::uint8_t>(sign | code);
}

/// The scale of a block as it is stored, and what its weights are divided by.
struct BlockScale {
    std::uint8_t stored = 0;
    float divisor = 1;
};

/// rint(log2(ratio)), log2 rounded to `dtype` first. log2 is taken in double precision: rounded to
/// F32 it is the same on all systems, but for a share of about 2^-29 of all F32 ratios.
/// REQUIRES: ratio > 0
int nearestExponentReference(DType dtype, float ratio);
/// The same, looked up.
int nearestExponent(DType dtype, float ratio);

inline BlockScale chooseBlockScale(QuantMode mode, DType dtype, float largestMagnitude) {
    const float ratio = roundedTo(dtype, largestMagnitude / topOf(mode));
    if (mode == QuantMode::nvfp4) {
        const std::uint8_t stored = toE4m3(ratio);
        return {stored, fromE4m3(stored)};
    }
    if (ratio == 0) {
        return {127, 1.0f};
    }
    const int exponent = nearestExponent(dtype, ratio);
    const auto stored = static_cast<std::uint8_t>(exponent < -127 ? 0 : exponent + 127);
    return {stored, fromE8m0(stored)};
}

// The scales that refineBlocks tries beside the usual one. Of mxfp4 and mxfp8 the exponent one
// higher. One lower costs the largest weights more than the others gain, unless they stand in
// columns that hardly count, and then in mxfp4 only: the codes of mxfp8 are as fine one place
// higher. On normal weights it helps 0.4 of a hundred blocks where the logarithm of the importance
// deviates by 1, and 6 where by 2; two lower helped none. Of nvfp4 the E4M3 numbers from one below
// to six above: first all are compared with the nearest point of E2M1 to w * (1 / scale), found by
// rounding to steps of half the power of two below (at least 1); then the best of them and the
// usual one by the codes that they would get.

inline constexpr std::size_t e4m3Trials = 8;
inline constexpr std::size_t usualTrial = 1;  ///< the place of the usual one among them

/// Scales of trials. What cannot be a scale is 0: its inverse makes no number of any error.
inline constexpr auto e4m3Scales = [] {
    std::array<float, 126 + e4m3Trials> scales{};
    for (std::size_t byte = 1; byte <= 126; ++byte) {
        scales[byte + usualTrial] = fromE4m3(static_cast<std::uint8_t>(byte));
    }
    return scales;
}();

/// Of the trials for a stored scale, e4m3Trials numbers. REQUIRES: stored <= 126.
constexpr const float* trialScales(std::uint8_t stored) {
    return e4m3Scales.data() + stored;
}

/// The first of the trials with the least error, as a step from the usual one; 0 where none is
/// better.
inline int bestTrial(const float* errors) {
    std::size_t best = usualTrial;
    for (std::size_t i = 0; i < e4m3Trials; ++i) {
        best = errors[i] < errors[best] || std::isnan(errors[best]) ? i : best;
    }
    return static_cast<int>(best) - static_cast<int>(usualTrial);
}

inline constexpr std::array<int, 2> allExponentSteps{1, -1};

/// The steps of exponents that are tried after each other, each against the best before it.
constexpr std::span<const int> exponentSteps(QuantMode mode, bool weighed) {
    return std::span(allExponentSteps).first(mode == QuantMode::mxfp4 && weighed ? 2 : 1);
}

/// The scale `step` further than `usual`, or nothing beyond the ends, where there is no scale, or
/// none that is not 0 or infinite.
inline std::optional<BlockScale> neighbourScale(QuantMode mode, const BlockScale& usual, int step) {
    const int stored = usual.stored + step;
    if (stored < (mode == QuantMode::nvfp4 ? 1 : 0) ||
        stored > (mode == QuantMode::nvfp4 ? 126 : 254)) {
        return std::nullopt;
    }
    const auto byte = static_cast<std::uint8_t>(stored);
    return BlockScale{byte, mode == QuantMode::nvfp4 ? fromE4m3(byte) : fromE8m0(byte)};
}

}  // namespace quince

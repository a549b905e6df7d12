// The affine quantizer over one weight format, shared by the quantize_affine_<format>.cpp files.
// Included once per target.
//
// A batch of as many groups as a vector has lanes goes through three steps: the range of each
// group, the scales and biases of all of them at once (one group per lane), the codes of each.
// The weights are read twice, the second time from the first-level cache.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_QUANTIZE_AFFINE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_QUANTIZE_AFFINE_INL_H
#undef QUINCE_QUANTIZE_AFFINE_INL_H
#else
#define QUINCE_QUANTIZE_AFFINE_INL_H
#endif
// clang-format on

#include "core/kernels/affine_groups-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/pack_codes-inl.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// Codes in the lowest 8 bits of each lane, anything above. Clamping first gives the same code as
/// rounding first, because both bounds are integers; a NaN becomes 0. Adding 2^23, whose last
/// place is 1, rounds to nearest even and leaves the integer in the low bits of the pattern.
HWY_INLINE WordVector encode(FloatVector weights, FloatVector scale, FloatVector bias,
                             float topCode) {
    const Floats d;
    const FloatVector exact = hn::Div(hn::Sub(weights, bias), scale);
    const FloatVector clamped = hn::Min(larger(exact, hn::Zero(d)), hn::Set(d, topCode));
    return asWords(hn::Add(clamped, hn::Set(d, 0x1p23f)));
}

template <class Format, int bits, std::size_t size>
HWY_INLINE void encodeGroup(const std::uint8_t* weights, float scale, float bias,
                            std::uint8_t* packed) {
    constexpr float topCode = (1 << bits) - 1;
    const FloatVector scales = hn::Set(Floats(), scale);
    const FloatVector biases = hn::Set(Floats(), bias);
    for (std::size_t i = 0; i < size; i += 2 * floatLanes) {
        const EvenOdd pair = Format::loadEvenOdd(weights + i * Format::bytes);
        const WordVector even = encode(pair.even, scales, biases, topCode);
        const WordVector odd = encode(pair.odd, scales, biases, topCode);
        const WordVector evenCodes = hn::And(even, word(0xFF));
        packPairs<bits>(hn::Or(evenCodes, hn::ShiftLeft<bits>(odd)), packed + i * bits / 8);
    }
}

template <class Format, int bits, std::size_t size>
void quantizeGroups(const std::uint8_t* weights, std::size_t groups, std::uint8_t* packed,
                    std::uint8_t* scales, std::uint8_t* biases) {
    constexpr std::size_t groupBytes = size * Format::bytes;
    constexpr float topCode = (1 << bits) - 1;
    GroupRanges ranges;
    HWY_ALIGN float scale[floatLanes];
    HWY_ALIGN float bias[floatLanes];
    for (std::size_t done = 0; done < groups; done += floatLanes) {
        const std::size_t batch = std::min(floatLanes, groups - done);
        for (std::size_t i = 0; i < batch; ++i) {
            findRange<Format>(weights + i * groupBytes, size, i, ranges);
        }

        const ScalesAndBiases chosen = chooseScalesAndBiases(ranges, topCode);
        hn::Store(chosen.scale, Floats(), scale);
        hn::Store(chosen.bias, Floats(), bias);
        storeFirst<Format>(withCanonicalNaN(chosen.scale), batch, scales + done * Format::bytes);
        storeFirst<Format>(withCanonicalNaN(chosen.bias), batch, biases + done * Format::bytes);

        for (std::size_t i = 0; i < batch; ++i) {
            encodeGroup<Format, bits, size>(weights, scale[i], bias[i], packed);
            weights += groupBytes;
            packed += size * bits / 8;
        }
    }
}

template <class Format, int bits>
void quantizeAtBits(const std::uint8_t* weights, std::size_t groups, int groupSize,
                    std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases) {
    switch (groupSize) {
        case 32:
            return quantizeGroups<Format, bits, 32>(weights, groups, packed, scales, biases);
        case 64:
            return quantizeGroups<Format, bits, 64>(weights, groups, packed, scales, biases);
        default:
            return quantizeGroups<Format, bits, 128>(weights, groups, packed, scales, biases);
    }
}

template <class Format>
void quantizeFormat(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                    std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases) {
    const auto quantize = bits == 2   ? quantizeAtBits<Format, 2>
                          : bits == 3 ? quantizeAtBits<Format, 3>
                          : bits == 4 ? quantizeAtBits<Format, 4>
                          : bits == 5 ? quantizeAtBits<Format, 5>
                          : bits == 6 ? quantizeAtBits<Format, 6>
                                      : quantizeAtBits<Format, 8>;
    quantize(weights, groups, groupSize, packed, scales, biases);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

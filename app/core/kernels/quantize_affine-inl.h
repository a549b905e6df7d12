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
#include "core/kernels/divisors-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/pack_codes-inl.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// Codes in the lowest 16 bits of each lane, anything above.
///
/// Clamping first gives the same code as rounding first, because the bounds are integers. Quotients
/// are never below 0, since weight - bias and scale do not differ in sign; the lower bound is for
/// NaN, whose low bits must become 0. Adding 2^23, whose last place is 1, rounds to nearest even
/// and leaves the integer in the low bits of the pattern.
template <class Format>
HWY_INLINE WordVector encode(FloatVector quotient, float topCode) {
    const Floats d;
    if constexpr (!Format::nanEndsInZeros) {
        quotient = larger(quotient, hn::Zero(d));
    }
    const FloatVector clamped = smaller(hn::Set(d, topCode), quotient);  // lets a NaN through
    return asWords(hn::Add(clamped, hn::Set(d, 0x1p23f)));
}

template <class Format, int bits, std::size_t size, class Divider>
HWY_INLINE void encodeGroup(const std::uint8_t* weights, float bias, const Divider& divider,
                            std::uint8_t* packed) {
    constexpr float topCode = (1 << bits) - 1;
    const FloatVector biases = hn::Set(Floats(), bias);
    for (std::size_t i = 0; i < size; i += 2 * floatLanes) {
        const EvenOdd pair = Format::loadEvenOdd(weights + i * Format::bytes);
        const WordVector even =
            encode<Format>(divider.quotient(hn::Sub(pair.even, biases)), topCode);
        const WordVector odd = encode<Format>(divider.quotient(hn::Sub(pair.odd, biases)), topCode);
        packPairs<bits>(hn::Or(even, hn::ShiftLeft<bits>(odd)), packed + i * bits / 8);
    }
}

template <class Format, int bits, std::size_t size>
void quantizeGroups(const std::uint8_t* weights, std::size_t groups, std::uint8_t* packed,
                    std::uint8_t* scales, std::uint8_t* biases) {
    constexpr std::size_t groupBytes = size * Format::bytes;
    constexpr float topCode = (1 << bits) - 1;
    GroupRanges ranges;
    HWY_ALIGN float bias[floatLanes];
    for (std::size_t done = 0; done < groups; done += floatLanes) {
        const std::size_t batch = std::min(floatLanes, groups - done);
        for (std::size_t i = 0; i < batch; ++i) {
            findRange<Format>(weights + i * groupBytes, size, i, ranges);
        }

        const ScalesAndBiases chosen = chooseScalesAndBiases(ranges, topCode);
        const Divisors divisors(chosen.divisor);
        hn::Store(chosen.bias, Floats(), bias);
        storeFirst<Format>(withCanonicalNaN(chosen.scale), batch, scales + done * Format::bytes);
        storeFirst<Format>(withCanonicalNaN(chosen.bias), batch, biases + done * Format::bytes);

        for (std::size_t i = 0; i < batch; ++i) {
            if (divisors.canMultiply(i)) {
                encodeGroup<Format, bits, size>(weights, bias[i], divisors.multiplier(i), packed);
            } else {
                encodeGroup<Format, bits, size>(weights, bias[i], divisors.divider(i), packed);
            }
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

// The codes of a span under given scales. Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_ENCODE_BLOCKS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_ENCODE_BLOCKS_INL_H
#undef QUINCE_ENCODE_BLOCKS_INL_H
#else
#define QUINCE_ENCODE_BLOCKS_INL_H
#endif
// clang-format on

#include "core/kernels/block_codes-inl.h"
#include "core/kernels/block_spans-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/pack_codes-inl.h"

#include <quince/quant_mode.hpp>

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// Whether vector code gives the reference's result: all are finite, and no quotient is so large
/// that E2M1 codes are equally far from it.
template <QuantMode mode>
bool isTame(float largestMagnitude) {
    return mode == QuantMode::nvfp4 ? largestMagnitude < 0x1p28f : std::isfinite(largestMagnitude);
}

/// A power of two divides exactly, or the quotient is far below the smallest code.
template <class Format, QuantMode mode>
HWY_INLINE FloatVector quotient(FloatVector weights, FloatVector factor) {
    return mode == QuantMode::nvfp4 ? Format::rounded(hn::Div(weights, factor))
                                    : hn::Mul(weights, factor);
}

template <class Format, QuantMode mode>
HWY_INLINE void encodeSpan(const std::uint8_t* weights, const SpanFactors& factors,
                           std::uint8_t* packed) {
    constexpr int bits = blockBits(mode);
    for (std::size_t pair = 0; pair < spanPairs; pair += floatLanes) {
        const EvenOdd both = Format::loadEvenOdd(weights + 2 * pair * Format::bytes);
        const FloatVector factor = factors.ofPairs<spanBlocksOf(mode)>(pair);
        const auto even = encodeBlockCode<mode>(quotient<Format, mode>(both.even, factor));
        const auto odd = encodeBlockCode<mode>(quotient<Format, mode>(both.odd, factor));
        packPairs<bits>(hn::Or(even, hn::ShiftLeft<bits>(odd)), packed + 2 * pair * bits / 8);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

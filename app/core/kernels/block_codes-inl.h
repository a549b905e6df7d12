// The codes of the block modes, as in block_formats.hpp. Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_BLOCK_CODES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_BLOCK_CODES_INL_H
#undef QUINCE_BLOCK_CODES_INL_H
#else
#define QUINCE_BLOCK_CODES_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <quince/quant_mode.hpp>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

HWY_INLINE hn::Mask<Words> asWordMask(hn::Mask<Floats> mask) {
    return hn::RebindMask(Words(), mask);
}

/// The nearest E2M1 code of each lane in its lowest 4 bits, the rest 0. Between two codes the
/// smaller one; a negative number that becomes 0 loses its sign.
///
///     more than  0.25  0.75  1.25  1.75  2.5  3.5  5
///     code        1     2     3     4     5    6   7
HWY_INLINE WordVector encodeE2m1(FloatVector value) {
    const Floats d;
    const FloatVector magnitude = hn::Abs(value);
    const auto above = [&](float border) {
        return asWordMask(hn::Gt(magnitude, hn::Set(d, border)));
    };
    const WordVector sign = hn::And(hn::ShiftRight<28>(asWords(value)), word(8));
    WordVector code = hn::IfThenElseZero(above(0.25f), hn::Or(sign, word(1)));
    code = hn::IfThenElse(above(0.75f), hn::Or(sign, word(2)), code);
    code = hn::IfThenElse(above(1.25f), hn::Or(sign, word(3)), code);
    code = hn::IfThenElse(above(1.75f), hn::Or(sign, word(4)), code);
    code = hn::IfThenElse(above(2.5f), hn::Or(sign, word(5)), code);
    code = hn::IfThenElse(above(3.5f), hn::Or(sign, word(6)), code);
    return hn::IfThenElse(above(5.0f), hn::Or(sign, word(7)), code);
}

/// The nearest E4M3 code, ties to even, in the lowest 8 bits, the rest 0. The steps of toE4m3.
HWY_INLINE WordVector encodeE4m3(FloatVector value) {
    const Floats d;
    const WordVector sign = hn::And(hn::ShiftRight<24>(asWords(value)), word(0x80));
    const FloatVector magnitude = hn::Abs(value);
    const WordVector bits = asWords(magnitude);
    const WordVector denormal =
        hn::Sub(asWords(hn::Add(magnitude, hn::Set(d, 0x1p14f))), word(0x46800000));
    const WordVector lowestKept = hn::And(hn::ShiftRight<20>(bits), word(1));
    const WordVector rebiased = hn::Sub(bits, word((120u << 23) - 0x7FFFF));
    const WordVector normal = hn::ShiftRight<20>(hn::Add(rebiased, lowestKept));

    const auto isNormal = asWordMask(hn::Ge(magnitude, hn::Set(d, 0x1p-6f)));
    const auto isTop = asWordMask(hn::Ge(magnitude, hn::Set(d, 448.0f)));
    WordVector code = hn::IfThenElse(isNormal, normal, denormal);
    code = hn::IfThenElse(isTop, word(0x7E), code);
    return hn::Or(code, sign);
}

template <QuantMode mode>
HWY_INLINE WordVector encodeBlockCode(FloatVector value) {
    if constexpr (mode == QuantMode::mxfp8) {
        return encodeE4m3(value);
    } else {
        return encodeE2m1(value);
    }
}

/// The number that a code stands for; the rest of the lane is 0. Exponent and fraction are put
/// where F32 has its own, 126 (E2M1) or 120 (E4M3) higher; the smallest codes count steps of 0.5 or
/// 2^-9. No denormal of F32 comes up on the way: CPUs are slow with those.
template <QuantMode mode>
HWY_INLINE FloatVector decodeBlockCode(WordVector code) {
    const Floats d;
    constexpr bool wide = mode == QuantMode::mxfp8;
    constexpr std::int32_t firstNormal = wide ? 8 : 2;
    const WordVector sign = hn::And(code, word(wide ? 0x80 : 8));
    const WordVector magnitude = hn::Xor(code, sign);
    const WordVector normal = wide ? hn::Add(hn::ShiftLeft<20>(magnitude), word(120u << 23))
                                   : hn::Add(hn::ShiftLeft<22>(magnitude), word(126u << 23));
    const hn::RebindToSigned<Floats> integers;
    const auto count = hn::BitCast(integers, magnitude);
    const FloatVector steps = hn::Mul(hn::ConvertTo(d, count), hn::Set(d, wide ? 0x1p-9f : 0.5f));
    const auto isSmall = hn::RebindMask(d, hn::Lt(count, hn::Set(integers, firstNormal)));
    const FloatVector value = hn::IfThenElse(isSmall, steps, asFloats(normal));
    const WordVector signBit = wide ? hn::ShiftLeft<24>(sign) : hn::ShiftLeft<28>(sign);
    return asFloats(hn::Or(asWords(value), signBit));
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

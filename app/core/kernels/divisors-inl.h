// Many divisions by few divisors. Included once per target.
//
// A quotient takes the divider of a CPU two to four times as long as four multiplications and
// additions take the rest of it, so with a fused multiply-add x / s is computed, correctly
// rounded, as
//
//     inverse = RN(1 / s)              once per s, a true division
//     rest    = (1 - inverse * s) * inverse          so that inverse + rest = 1/s * (1 + 2^-47)
//     q       = RN(x * inverse + RN(x * rest))       within 0.5 + 2^-21 units in the last place
//     left    = x - q * s                            exact
//     x / s   = RN(q + left * inverse)
//
// The last line is Markstein's theorem (Handbook of Floating-Point Arithmetic, 2nd ed., section
// 4.7): it holds if `inverse` is 1/s rounded to nearest, q is one of the two floats around x / s,
// and nothing over- or underflows. With 2^-30 <= |s| <= 2^100 nothing does, as long as x / s is
// neither tiny nor huge. Where |x / s| < 2^-3 an error of a few units in the last place may
// remain: no matter here, such quotients round to code 0.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_DIVISORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_DIVISORS_INL_H
#undef QUINCE_DIVISORS_INL_H
#else
#define QUINCE_DIVISORS_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

struct Divider {
    FloatVector divisor;

    HWY_INLINE FloatVector quotient(FloatVector x) const { return hn::Div(x, divisor); }
};

#undef QUINCE_MULTIPLY_TO_DIVIDE
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
#define QUINCE_MULTIPLY_TO_DIVIDE 1
#else
#define QUINCE_MULTIPLY_TO_DIVIDE 0
#endif

struct Multiplier {
    FloatVector divisor;
    FloatVector inverse;
    FloatVector rest;

    HWY_INLINE FloatVector quotient(FloatVector x) const {
        const FloatVector near = hn::MulAdd(x, inverse, hn::Mul(x, rest));
        const FloatVector left = hn::NegMulAdd(near, divisor, x);
        return hn::MulAdd(left, inverse, near);
    }
};

/// REQUIRES: magnitudes between Divisors::smallest and largest.
HWY_INLINE Multiplier multiplierOf(FloatVector divisor) {
    const FloatVector one = hn::Set(Floats(), 1.0f);
    const FloatVector inverse = hn::Div(one, divisor);
    return {divisor, inverse, hn::Mul(hn::NegMulAdd(inverse, divisor, one), inverse)};
}

/// One divisor per lane.
class Divisors {
public:
    static constexpr float smallest = 0x1p-30f;
    static constexpr float largest = 0x1p100f;

    explicit HWY_INLINE Divisors(FloatVector divisors) {
        const Floats d;
        const Multiplier all = multiplierOf(divisors);
        hn::Store(all.divisor, d, m_divisors);
        hn::Store(all.inverse, d, m_inverses);
        hn::Store(all.rest, d, m_rests);
    }

    /// Whether a multiplier gives the quotients by divisor `i`.
    [[nodiscard]] HWY_INLINE bool canMultiply(std::size_t i) const {
        const float magnitude = std::abs(m_divisors[i]);  // NaN fails both
        return QUINCE_MULTIPLY_TO_DIVIDE && magnitude >= smallest && magnitude <= largest;
    }
    [[nodiscard]] HWY_INLINE Multiplier multiplier(std::size_t i) const {
        const Floats d;
        return {hn::Set(d, m_divisors[i]), hn::Set(d, m_inverses[i]), hn::Set(d, m_rests[i])};
    }
    [[nodiscard]] HWY_INLINE Divider divider(std::size_t i) const {
        return {hn::Set(Floats(), m_divisors[i])};
    }

private:
    HWY_ALIGN float m_divisors[floatLanes];
    HWY_ALIGN float m_inverses[floatLanes];
    HWY_ALIGN float m_rests[floatLanes];
};

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

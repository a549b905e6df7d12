// The scale and bias of affine groups, one group per lane. The steps and their order are those of
// quantize_affine_reference.cpp. Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_AFFINE_GROUPS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_AFFINE_GROUPS_INL_H
#undef QUINCE_AFFINE_GROUPS_INL_H
#else
#define QUINCE_AFFINE_GROUPS_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// The smaller (larger) of both; `known` if either is NaN.
HWY_INLINE FloatVector smaller(FloatVector value, FloatVector known) {
#if HWY_ARCH_X86
    return hn::Min(value, known);  // MINPS gives the second operand then
#else
    return hn::IfThenElse(hn::Lt(value, known), value, known);
#endif
}
HWY_INLINE FloatVector larger(FloatVector value, FloatVector known) {
#if HWY_ARCH_X86
    return hn::Max(value, known);
#else
    return hn::IfThenElse(hn::Gt(value, known), value, known);
#endif
}

/// Folds a vector to the smallest (largest) values at each of the four places of a block.
template <class D>
HWY_INLINE auto smallestFour(D d, hn::Vec<D> v) {
    if constexpr (hn::MaxLanes(d) <= 4) {
        return v;
    } else {
        const hn::Half<D> half;
        return smallestFour(half, hn::Min(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
    }
}
template <class D>
HWY_INLINE auto largestFour(D d, hn::Vec<D> v) {
    if constexpr (hn::MaxLanes(d) <= 4) {
        return v;
    } else {
        const hn::Half<D> half;
        return largestFour(half, hn::Max(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
    }
}

/// Ranges of floatLanes groups, before the last step: each group still has four candidates.
struct GroupRanges {
    HWY_ALIGN float lows[4 * floatLanes] = {};
    HWY_ALIGN float highs[4 * floatLanes] = {};
};

/// Puts the range of one group of weights at place `group`.
template <class Format>
HWY_INLINE void findRange(const std::uint8_t* weights, std::size_t size, std::size_t group,
                          GroupRanges& ranges) {
    FloatVector lo = hn::Set(Floats(), std::numeric_limits<float>::infinity());
    FloatVector hi = hn::Neg(lo);
    for (std::size_t i = 0; i < size; i += 2 * floatLanes) {
        const EvenOdd pair = Format::loadAnyOrder(weights + i * Format::bytes);
        lo = smaller(pair.odd, smaller(pair.even, lo));
        hi = larger(pair.odd, larger(pair.even, hi));
    }
    const hn::CappedTag<float, 4> four;
    hn::Store(smallestFour(Floats(), lo), four, ranges.lows + 4 * group);
    hn::Store(largestFour(Floats(), hi), four, ranges.highs + 4 * group);
}

/// Lane i: the scale and bias of group i, not rounded to the weights' format.
struct ScalesAndBiases {
    FloatVector scale;
    FloatVector bias;
    FloatVector divisor;  ///< the scale, or infinity where every code is 0
};

/// Lane i: for a group of weights from lo to hi.
HWY_INLINE ScalesAndBiases chooseScalesAndBiases(FloatVector lo, FloatVector hi, float topCode) {
    const Floats d;
    const auto fromLow = hn::Gt(hn::Abs(lo), hn::Abs(hi));
    const FloatVector edge = hn::IfThenElse(fromLow, lo, hi);
    const FloatVector smallest = hn::Set(d, 1e-7f);
    FloatVector scale = hn::Div(hn::Sub(hi, lo), hn::Set(d, topCode));
    scale = hn::IfThenElse(hn::Lt(scale, smallest), smallest, scale);
    scale = hn::IfThenElse(fromLow, scale, hn::Neg(scale));

    const FloatVector steps = hn::Round(hn::Div(edge, scale));
    const auto noSteps = hn::Eq(steps, hn::Zero(d));  // false for NaN
    const FloatVector refined = hn::Div(edge, steps);
    return {hn::IfThenElse(noSteps, scale, refined), hn::IfThenElse(noSteps, hn::Zero(d), edge),
            hn::IfThenElse(noSteps, hn::Set(d, std::numeric_limits<float>::infinity()), refined)};
}

HWY_INLINE ScalesAndBiases chooseScalesAndBiases(const GroupRanges& ranges, float topCode) {
    const Floats d;
    FloatVector a, b, c, e;
    hn::LoadInterleaved4(d, ranges.lows, a, b, c, e);
    const FloatVector lo = hn::Min(hn::Min(a, b), hn::Min(c, e));
    hn::LoadInterleaved4(d, ranges.highs, a, b, c, e);
    const FloatVector hi = hn::Max(hn::Max(a, b), hn::Max(c, e));
    return chooseScalesAndBiases(lo, hi, topCode);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

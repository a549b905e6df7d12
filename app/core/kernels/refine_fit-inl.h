// What a scale and a bias make of groups of weights, and the best ones for given codes: the least
// squares of refineAffine's search. The steps and their order are those of
// refine_affine_reference.cpp. Included once per target that has fused multiply-adds.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_REFINE_FIT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_REFINE_FIT_INL_H
#undef QUINCE_REFINE_FIT_INL_H
#else
#define QUINCE_REFINE_FIT_INL_H
#endif
// clang-format on

#include "core/kernels/affine_groups-inl.h"
#include "core/kernels/divisors-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/refine_group-inl.h"

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// See the reference.
struct Fit {
    FloatVector error;
    FloatVector along;
    FloatVector codes;
    FloatVector squares;
    FloatVector product;
};

HWY_INLINE Fit noFit() {
    const FloatVector zero = hn::Zero(Floats());
    return {zero, zero, zero, zero, zero};
}

/// Places of the last bit that a format keeps of a float's fraction.
template <class Format>
inline constexpr int lastPlace = 0;
template <>
inline constexpr int lastPlace<BF16> = 16;
template <>
inline constexpr int lastPlace<F16> = 13;

template <bool weighted>
HWY_INLINE void addError(const Group<weighted>& group, std::size_t i, FloatVector weight,
                         FloatVector position, FloatVector code, Fit& fit) {
    const FloatVector rest = hn::Sub(position, code);
    const FloatVector weighed = group.weigh(i, rest);
    fit.error = hn::MulAdd(weighed, rest, fit.error);
    fit.along = hn::MulAdd(weighed, weight, fit.along);
}

/// What of a fit is asked for: the errors, or what the best scale and bias for its codes take.
enum class FitOf { errors, codes, both };

template <FitOf wanted, bool weighted>
HWY_INLINE Fit fitOf(const Group<weighted>& group, const Pair& pair) {
    Fit fit = noFit();
    const Positions positions(pair);
    for (std::size_t i = 0; i < group.size(); ++i) {
        const FloatVector weight = group.at(i);
        const FloatVector position = positions.of(weight);
        const FloatVector code = group.codeOf(position);
        if constexpr (wanted != FitOf::codes) {
            addError(group, i, weight, position, code, fit);
        }
        if constexpr (wanted != FitOf::errors) {
            const FloatVector weighed = group.weigh(i, code);
            fit.codes = hn::Add(fit.codes, weighed);
            fit.squares = hn::MulAdd(weighed, code, fit.squares);
            fit.product = hn::MulAdd(weighed, weight, fit.product);
        }
    }
    return fit;
}

template <bool weighted, class Quotients>
HWY_INLINE Fit plainFitBy(const Group<weighted>& group, const Quotients& quotients,
                          FloatVector bias, const Pair& stored) {
    Fit fit = noFit();
    const Positions read(stored);
    for (std::size_t i = 0; i < group.size(); ++i) {
        const FloatVector weight = group.at(i);
        const FloatVector code = group.codeOf(quotients.quotient(hn::Sub(weight, bias)));
        addError(group, i, weight, read.of(weight), code, fit);
    }
    return fit;
}

/// Of quantizeAffine's own codes, which it chooses by a scale and bias that are not rounded yet.
template <bool weighted>
HWY_INLINE Fit plainFit(const Group<weighted>& group, const ScalesAndBiases& plain,
                        const Pair& stored) {
    const Floats d;
    const FloatVector size = hn::Abs(plain.divisor);
    const auto canMultiply = hn::And(hn::Ge(size, hn::Set(d, Divisors::smallest)),
                                     hn::Le(size, hn::Set(d, Divisors::largest)));
    return QUINCE_MULTIPLY_TO_DIVIDE && hn::AllTrue(d, canMultiply)
               ? plainFitBy(group, multiplierOf(plain.divisor), plain.bias, stored)
               : plainFitBy(group, Divider{plain.divisor}, plain.bias, stored);
}

template <bool weighted>
HWY_INLINE FloatVector costOf(const Group<weighted>& group, const Fit& fit, FloatVector scale) {
    return hn::Mul(hn::Add(fit.error, hn::Mul(group.gain, hn::Mul(fit.along, fit.along))),
                   hn::Mul(scale, scale));
}

/// The cost is a quadratic form of scale and bias once the codes are fixed. Its minimum, and of the
/// representable pairs around that the best.
template <class Format, bool weighted>
HWY_INLINE Pair bestFor(const Group<weighted>& group, const Fit& fit) {
    const Floats d;
    const FloatVector gainProduct = hn::Mul(group.gain, fit.product);
    const FloatVector gainSum = hn::Mul(group.gain, group.sum);
    const FloatVector a = hn::Add(fit.squares, hn::Mul(gainProduct, fit.product));
    const FloatVector b = hn::Add(fit.codes, hn::Mul(gainProduct, group.sum));
    const FloatVector c = hn::Add(group.importances, hn::Mul(gainSum, group.sum));
    const FloatVector grown = hn::Set(d, 1 + group.gainWeight());
    const FloatVector first = hn::Mul(grown, fit.product);
    const FloatVector second = hn::Mul(grown, group.sum);
    const FloatVector scale = hn::Div(hn::Sub(hn::Mul(c, first), hn::Mul(b, second)),
                                      hn::Sub(hn::Mul(a, c), hn::Mul(b, b)));
    const FloatVector slope = hn::Div(b, c);
    const FloatVector bias = hn::Sub(hn::Div(second, c), hn::Mul(slope, scale));
    const FloatVector nearest = Format::rounded(scale);
    Pair best{nearest, Format::rounded(bias)};
    FloatVector least = hn::Set(d, std::numeric_limits<float>::infinity());
    for (const int units : {-1, 0, 1}) {
        const WordVector step = word(static_cast<std::uint32_t>(units) << lastPlace<Format>);
        const FloatVector nearScale =
            Format::rounded(asFloats(hn::Add(asWords(nearest), step)));
        const FloatVector scaleError = hn::Sub(nearScale, scale);
        const FloatVector nearBias = Format::rounded(hn::Sub(bias, hn::Mul(slope, scaleError)));
        const FloatVector biasError = hn::Sub(nearBias, bias);
        const FloatVector cross = hn::Mul(b, scaleError);
        const FloatVector loss = hn::Add(hn::Mul(hn::Mul(a, scaleError), scaleError),
                                         hn::Add(hn::Mul(hn::Add(cross, cross), biasError),
                                                 hn::Mul(hn::Mul(c, biasError), biasError)));
        const auto better = hn::Lt(loss, least);
        least = hn::IfThenElse(better, loss, least);
        best = chosen(better, {nearScale, nearBias}, best);
    }
    return best;
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

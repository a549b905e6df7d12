// The search of refineAffine, one group per lane, so that sums have the same order on every
// target. The steps and their order are those of refine_affine_reference.cpp, fused multiply-adds
// too. Included once per target that has those.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_REFINE_SEARCH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_REFINE_SEARCH_INL_H
#undef QUINCE_REFINE_SEARCH_INL_H
#else
#define QUINCE_REFINE_SEARCH_INL_H
#endif
// clang-format on

#include "core/kernels/affine_groups-inl.h"
#include "core/kernels/divisors-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/refine_affine.hpp"

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

inline constexpr std::size_t largestGroup = 128;

/// Weights (or importances) of floatLanes groups: element i of group j at [i * floatLanes + j].
struct GroupLanes {
    HWY_ALIGN float values[largestGroup * floatLanes];

    [[nodiscard]] HWY_INLINE FloatVector at(std::size_t i) const {
        return hn::Load(Floats(), values + i * floatLanes);
    }
};

struct Pair {
    FloatVector scale;
    FloatVector bias;
};

/// Places of weights on the grid of a scale and a bias: (w - bias) / scale.
class Positions {
public:
    HWY_INLINE Positions(FloatVector inverse, FloatVector bias)
        : m_inverse(inverse), m_first(hn::Neg(hn::Mul(bias, inverse))) {}

    [[nodiscard]] HWY_INLINE FloatVector of(FloatVector weight) const {
        return hn::MulAdd(weight, m_inverse, m_first);
    }

private:
    FloatVector m_inverse;
    FloatVector m_first;
};

/// What a scale and a bias make of the groups; see the reference.
struct Fit {
    FloatVector error;
    FloatVector along;
    FloatVector codes;
    FloatVector squares;
    FloatVector product;
};

/// Places of the last bit that a format keeps of a float's fraction.
template <class Format>
inline constexpr int lastPlace = 0;
template <>
inline constexpr int lastPlace<BF16> = 16;
template <>
inline constexpr int lastPlace<F16> = 13;

template <class Format, bool weighted>
class Search {
public:
    HWY_INLINE Search(const GroupLanes& weights, const GroupLanes& importance, std::size_t size,
                      int bits)
        : m_weights(weights),
          m_importance(importance),
          m_size(size),
          m_top(static_cast<float>((1 << bits) - 1)) {
        const Floats d;
        m_low = hn::Set(d, std::numeric_limits<float>::infinity());
        m_high = hn::Neg(m_low);
        m_importances = m_sum = m_energy = hn::Zero(d);
        for (std::size_t i = 0; i < size; ++i) {
            const FloatVector weight = m_weights.at(i);
            const FloatVector weighed = weigh(i, weight);
            m_low = smaller(weight, m_low);
            m_high = larger(weight, m_high);
            m_importances = hn::Add(m_importances, weigh(i, hn::Set(d, 1.0F)));
            m_sum = hn::Add(m_sum, weighed);
            m_energy = hn::Add(m_energy, hn::Mul(weighed, weight));
        }
        m_gain = hn::Div(hn::Set(d, refineGainWeight), m_energy);
    }

    /// Lanes where something better than quantizeAffine's result was found.
    HWY_INLINE auto run(const RefineEffort& effort) {
        const Floats d;
        const ScalesAndBiases plain = chooseScalesAndBiases(m_low, m_high, m_top);
        m_best = {Format::rounded(plain.scale), Format::rounded(plain.bias)};
        m_plainCost = m_cost = costOf(plainFit(plain), m_best.scale);
        const FloatVector share = hn::Set(d, 1.0F / m_top);
        const FloatVector step = hn::Mul(hn::Sub(m_high, m_low), share);
        const auto fromLow = hn::Gt(hn::Abs(m_low), hn::Abs(m_high));
        Pair best = m_best;
        FloatVector least = hn::Set(d, std::numeric_limits<float>::infinity());
        for (std::size_t i = 0; i < effort.startCount; i += 4) {
            Pair pairs[4];
            for (std::size_t j = 0; j < 4; ++j) {
                const RefineStart& start = effort.starts[i + j];
                const FloatVector low = hn::Add(m_low, hn::Mul(step, hn::Set(d, start.low)));
                const FloatVector high = hn::Sub(m_high, hn::Mul(step, hn::Set(d, start.high)));
                const FloatVector scale = hn::Mul(hn::Sub(high, low), share);
                const auto lowEnd = j % 2 == 0 ? fromLow : hn::Not(fromLow);
                pairs[j] = {Format::rounded(hn::IfThenElse(lowEnd, scale, hn::Neg(scale))),
                            Format::rounded(hn::IfThenElse(lowEnd, low, high))};
            }
            attemptAll(pairs, best, least);
        }
        Fit fit = fitOf(best);
        keepIfBetter(best, costOf(fit, best.scale));
        for (std::size_t i = 0; i < effort.steps; ++i) {
            const Pair pair = bestFor(fit);
            fit = fitOf(pair);
            keepIfBetter(pair, costOf(fit, pair.scale));
        }
        return hn::Lt(m_cost, m_plainCost);
    }

    [[nodiscard]] HWY_INLINE const Pair& best() const { return m_best; }

private:
    HWY_INLINE FloatVector weigh(std::size_t i, FloatVector value) const {
        if constexpr (weighted) {
            return hn::Mul(m_importance.at(i), value);
        } else {
            return value;
        }
    }

    /// Of a position in units of the scale.
    HWY_INLINE FloatVector codeOf(FloatVector position) const {
        const Floats d;
        const FloatVector clamped = smaller(larger(position, hn::Zero(d)), hn::Set(d, m_top));
        const FloatVector integers = hn::Set(d, 0x1p23F);
        return hn::Sub(hn::Add(clamped, integers), integers);
    }

    HWY_INLINE void addError(std::size_t i, FloatVector weight, FloatVector position,
                             FloatVector code, Fit& fit) const {
        const FloatVector rest = hn::Sub(position, code);
        const FloatVector weighed = weigh(i, rest);
        fit.error = hn::MulAdd(weighed, rest, fit.error);
        fit.along = hn::MulAdd(weighed, weight, fit.along);
    }

    HWY_INLINE Fit plainFit(const ScalesAndBiases& plain) const {
        const Floats d;
        const FloatVector size = hn::Abs(plain.divisor);
        const auto canMultiply = hn::And(hn::Ge(size, hn::Set(d, Divisors::smallest)),
                                         hn::Le(size, hn::Set(d, Divisors::largest)));
        return QUINCE_MULTIPLY_TO_DIVIDE && hn::AllTrue(d, canMultiply)
                   ? plainFitBy(multiplierOf(plain.divisor), plain.bias)
                   : plainFitBy(Divider{plain.divisor}, plain.bias);
    }

    template <class Quotients>
    HWY_INLINE Fit plainFitBy(const Quotients& quotients, FloatVector bias) const {
        Fit fit = noFit();
        const Positions read(hn::Div(hn::Set(Floats(), 1.0F), m_best.scale), m_best.bias);
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            const FloatVector code = codeOf(quotients.quotient(hn::Sub(weight, bias)));
            addError(i, weight, read.of(weight), code, fit);
        }
        return fit;
    }

    static HWY_INLINE Fit noFit() {
        const FloatVector zero = hn::Zero(Floats());
        return {zero, zero, zero, zero, zero};
    }

    HWY_INLINE Fit fitOf(const Pair& pair) const {
        const Floats d;
        Fit fit = noFit();
        const Positions positions(hn::Div(hn::Set(d, 1.0F), pair.scale), pair.bias);
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            const FloatVector position = positions.of(weight);
            const FloatVector code = codeOf(position);
            const FloatVector weighed = weigh(i, code);
            addError(i, weight, position, code, fit);
            fit.codes = hn::Add(fit.codes, weighed);
            fit.squares = hn::MulAdd(weighed, code, fit.squares);
            fit.product = hn::MulAdd(weighed, weight, fit.product);
        }
        return fit;
    }

    HWY_INLINE FloatVector costOf(const Fit& fit, FloatVector scale) const {
        return hn::Mul(hn::Add(fit.error, hn::Mul(m_gain, hn::Mul(fit.along, fit.along))),
                       hn::Mul(scale, scale));
    }

    static HWY_INLINE auto isUsable(FloatVector scale) {
        return hn::Ge(hn::Abs(scale), hn::Set(Floats(), refineSmallestScale));
    }

    HWY_INLINE void keepIfBetter(const Pair& pair, FloatVector cost) {
        const auto better = hn::And(hn::Lt(cost, m_cost), isUsable(pair.scale));
        m_cost = hn::IfThenElse(better, cost, m_cost);
        m_best = {hn::IfThenElse(better, pair.scale, m_best.scale),
                  hn::IfThenElse(better, pair.bias, m_best.bias)};
    }

    /// Four at once, for more work between the additions that wait for each other. Compares the
    /// errors alone; gives the best pair so far.
    HWY_INLINE void attemptAll(const Pair (&pairs)[4], Pair& best, FloatVector& least) const {
        const Floats d;
        const FloatVector one = hn::Set(d, 1.0F);
        const Positions positions[4] = {{hn::Div(one, pairs[0].scale), pairs[0].bias},
                                        {hn::Div(one, pairs[1].scale), pairs[1].bias},
                                        {hn::Div(one, pairs[2].scale), pairs[2].bias},
                                        {hn::Div(one, pairs[3].scale), pairs[3].bias}};
        FloatVector errors[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            for (std::size_t j = 0; j < 4; ++j) {
                const FloatVector position = positions[j].of(weight);
                const FloatVector rest = hn::Sub(position, codeOf(position));
                errors[j] = hn::MulAdd(weigh(i, rest), rest, errors[j]);
            }
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const FloatVector error = hn::Mul(errors[j], hn::Mul(pairs[j].scale, pairs[j].scale));
            const auto better = hn::And(hn::Lt(error, least), isUsable(pairs[j].scale));
            least = hn::IfThenElse(better, error, least);
            best = {hn::IfThenElse(better, pairs[j].scale, best.scale),
                    hn::IfThenElse(better, pairs[j].bias, best.bias)};
        }
    }

    HWY_INLINE Pair bestFor(const Fit& fit) const {
        const Floats d;
        const FloatVector gainProduct = hn::Mul(m_gain, fit.product);
        const FloatVector gainSum = hn::Mul(m_gain, m_sum);
        const FloatVector a = hn::Add(fit.squares, hn::Mul(gainProduct, fit.product));
        const FloatVector b = hn::Add(fit.codes, hn::Mul(gainProduct, m_sum));
        const FloatVector c = hn::Add(m_importances, hn::Mul(gainSum, m_sum));
        const FloatVector grown = hn::Set(d, 1 + refineGainWeight);
        const FloatVector first = hn::Mul(grown, fit.product);
        const FloatVector second = hn::Mul(grown, m_sum);
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
            best = {hn::IfThenElse(better, nearScale, best.scale),
                    hn::IfThenElse(better, nearBias, best.bias)};
        }
        return best;
    }

    const GroupLanes& m_weights;
    const GroupLanes& m_importance;
    std::size_t m_size;
    float m_top;
    FloatVector m_low;
    FloatVector m_high;
    FloatVector m_importances;
    FloatVector m_sum;
    FloatVector m_energy;
    FloatVector m_gain;
    FloatVector m_cost;
    FloatVector m_plainCost;
    Pair m_best;
};

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

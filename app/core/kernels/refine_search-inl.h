// The search of refineAffine, one group per lane, so that sums have the same order on every
// target. The steps and their order are those of refine_affine_reference.cpp; no fused
// multiply-add, which not every target has. Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_REFINE_SEARCH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_REFINE_SEARCH_INL_H
#undef QUINCE_REFINE_SEARCH_INL_H
#else
#define QUINCE_REFINE_SEARCH_INL_H
#endif
// clang-format on

#include "core/kernels/affine_groups-inl.h"
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
    HWY_INLINE auto run(const RefineStarts& starts) {
        const Floats d;
        const ScalesAndBiases plain = chooseScalesAndBiases(m_low, m_high, m_top);
        m_best = {Format::rounded(plain.scale), Format::rounded(plain.bias)};
        m_plainCost = m_cost = costOf(plainFit(plain), m_best.scale);
        const FloatVector top = hn::Set(d, m_top);
        const FloatVector step = hn::Div(hn::Sub(m_high, m_low), top);
        const auto fromLow = hn::Gt(hn::Abs(m_low), hn::Abs(m_high));
        for (std::size_t i = 0; i < starts.size(); i += 2) {
            Pair pairs[2];
            for (std::size_t j = 0; j < 2; ++j) {
                const RefineStart& start = starts[i + j];
                const FloatVector low = hn::Add(m_low, hn::Mul(step, hn::Set(d, start.low)));
                const FloatVector high = hn::Sub(m_high, hn::Mul(step, hn::Set(d, start.high)));
                const FloatVector scale = hn::Div(hn::Sub(high, low), top);
                const auto lowEnd = j == 0 ? fromLow : hn::Not(fromLow);
                pairs[j] = {Format::rounded(hn::IfThenElse(lowEnd, scale, hn::Neg(scale))),
                            Format::rounded(hn::IfThenElse(lowEnd, low, high))};
            }
            attemptBoth(pairs);
        }
        Fit fit = fitOf(m_best);
        for (std::size_t i = 0; i < refineSteps; ++i) {
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
        fit.error = hn::Add(fit.error, hn::Mul(weighed, rest));
        fit.along = hn::Add(fit.along, hn::Mul(weighed, weight));
    }

    HWY_INLINE Fit plainFit(const ScalesAndBiases& plain) const {
        const Floats d;
        Fit fit = noFit();
        const FloatVector one = hn::Set(d, 1.0F);
        const FloatVector chooser = hn::Div(one, plain.divisor);
        const FloatVector reader = hn::Div(one, m_best.scale);
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            const FloatVector code = codeOf(hn::Mul(hn::Sub(weight, plain.bias), chooser));
            addError(i, weight, hn::Mul(hn::Sub(weight, m_best.bias), reader), code, fit);
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
        const FloatVector inverse = hn::Div(hn::Set(d, 1.0F), pair.scale);
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            const FloatVector position = hn::Mul(hn::Sub(weight, pair.bias), inverse);
            const FloatVector code = codeOf(position);
            const FloatVector weighed = weigh(i, code);
            addError(i, weight, position, code, fit);
            fit.codes = hn::Add(fit.codes, weighed);
            fit.squares = hn::Add(fit.squares, hn::Mul(weighed, code));
            fit.product = hn::Add(fit.product, hn::Mul(weighed, weight));
        }
        return fit;
    }

    HWY_INLINE FloatVector costOf(const Fit& fit, FloatVector scale) const {
        return hn::Mul(hn::Add(fit.error, hn::Mul(m_gain, hn::Mul(fit.along, fit.along))),
                       hn::Mul(scale, scale));
    }

    HWY_INLINE void keepIfBetter(const Pair& pair, FloatVector cost) {
        const auto better =
            hn::And(hn::Lt(cost, m_cost),
                    hn::Ge(hn::Abs(pair.scale), hn::Set(Floats(), refineSmallestScale)));
        m_cost = hn::IfThenElse(better, cost, m_cost);
        m_best = {hn::IfThenElse(better, pair.scale, m_best.scale),
                  hn::IfThenElse(better, pair.bias, m_best.bias)};
    }

    /// Two at once, for more work between the additions that wait for each other.
    HWY_INLINE void attemptBoth(const Pair (&pairs)[2]) {
        const Floats d;
        const FloatVector one = hn::Set(d, 1.0F);
        const FloatVector inverses[2] = {hn::Div(one, pairs[0].scale),
                                         hn::Div(one, pairs[1].scale)};
        Fit fits[2] = {noFit(), noFit()};
        for (std::size_t i = 0; i < m_size; ++i) {
            const FloatVector weight = m_weights.at(i);
            for (std::size_t j = 0; j < 2; ++j) {
                const FloatVector position = hn::Mul(hn::Sub(weight, pairs[j].bias), inverses[j]);
                addError(i, weight, position, codeOf(position), fits[j]);
            }
        }
        keepIfBetter(pairs[0], costOf(fits[0], pairs[0].scale));
        keepIfBetter(pairs[1], costOf(fits[1], pairs[1].scale));
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

// Groups of weights as the search of refineAffine sees them, one group per lane, so that sums have
// the same order on every target. Included once per target that has fused multiply-adds.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_REFINE_GROUP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_REFINE_GROUP_INL_H
#undef QUINCE_REFINE_GROUP_INL_H
#else
#define QUINCE_REFINE_GROUP_INL_H
#endif
// clang-format on

#include "core/kernels/affine_groups-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/refine_affine.hpp"

#include <hwy/highway.h>

#include <cstddef>
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

    [[nodiscard]] HWY_INLINE auto isUsable() const {
        return hn::Ge(hn::Abs(scale), hn::Set(Floats(), refineSmallestScale));
    }
};

template <class Mask>
HWY_INLINE Pair chosen(Mask mask, const Pair& yes, const Pair& no) {
    return {hn::IfThenElse(mask, yes.scale, no.scale), hn::IfThenElse(mask, yes.bias, no.bias)};
}

/// Places of weights on the grid of a scale and a bias: (w - bias) / scale.
class Positions {
public:
    HWY_INLINE Positions(FloatVector inverse, FloatVector bias)
        : m_inverse(inverse), m_first(hn::Neg(hn::Mul(bias, inverse))) {}
    explicit HWY_INLINE Positions(const Pair& pair)
        : Positions(hn::Div(hn::Set(Floats(), 1.0F), pair.scale), pair.bias) {}

    [[nodiscard]] HWY_INLINE FloatVector of(FloatVector weight) const {
        return hn::MulAdd(weight, m_inverse, m_first);
    }

private:
    FloatVector m_inverse;
    FloatVector m_first;
};

/// The weights, what each counts, and what does not depend on the scale and the bias.
template <bool weighted>
class Group {
public:
    HWY_INLINE Group(const GroupLanes& weights, const GroupLanes& importance, std::size_t size,
                     int bits)
        : m_weights(weights),
          m_importance(importance),
          m_size(size),
          m_top(static_cast<float>((1 << bits) - 1)),
          m_gainWeight(refineGainWeight(bits)) {
        const Floats d;
        low = hn::Set(d, std::numeric_limits<float>::infinity());
        high = hn::Neg(low);
        importances = sum = energy = hn::Zero(d);
        for (std::size_t i = 0; i < size; ++i) {
            const FloatVector weight = at(i);
            const FloatVector weighed = weigh(i, weight);
            low = smaller(weight, low);
            high = larger(weight, high);
            importances = hn::Add(importances, weigh(i, hn::Set(d, 1.0F)));
            sum = hn::Add(sum, weighed);
            energy = hn::Add(energy, hn::Mul(weighed, weight));
        }
        gain = hn::Div(hn::Set(d, m_gainWeight), energy);
    }

    [[nodiscard]] HWY_INLINE std::size_t size() const { return m_size; }
    [[nodiscard]] HWY_INLINE float top() const { return m_top; }
    [[nodiscard]] HWY_INLINE float gainWeight() const { return m_gainWeight; }
    [[nodiscard]] HWY_INLINE FloatVector at(std::size_t i) const { return m_weights.at(i); }

    [[nodiscard]] HWY_INLINE FloatVector weigh(std::size_t i, FloatVector value) const {
        if constexpr (weighted) {
            return hn::Mul(m_importance.at(i), value);
        } else {
            return value;
        }
    }

    /// Of a position in units of the scale.
    [[nodiscard]] HWY_INLINE FloatVector codeOf(FloatVector position) const {
        const Floats d;
        const FloatVector clamped = smaller(larger(position, hn::Zero(d)), hn::Set(d, m_top));
        const FloatVector integers = hn::Set(d, 0x1p23F);
        return hn::Sub(hn::Add(clamped, integers), integers);
    }

    FloatVector low;
    FloatVector high;
    FloatVector importances;
    FloatVector sum;     ///< of h w
    FloatVector energy;  ///< sum of h w^2
    FloatVector gain;    ///< its weight / energy

private:
    const GroupLanes& m_weights;
    const GroupLanes& m_importance;
    std::size_t m_size;
    float m_top;
    float m_gainWeight;
};

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

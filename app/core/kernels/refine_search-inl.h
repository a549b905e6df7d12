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
#include "core/kernels/floats-inl.h"
#include "core/kernels/refine_affine.hpp"
#include "core/kernels/refine_fit-inl.h"
#include "core/kernels/refine_group-inl.h"
#include "core/kernels/refine_starts-inl.h"

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

template <class Format, bool weighted>
class Search {
public:
    HWY_INLINE Search(const GroupLanes& weights, const GroupLanes& importance, std::size_t size,
                      int bits)
        : m_group(weights, importance, size, bits) {}

    /// Lanes where something better than quantizeAffine's result was found.
    HWY_INLINE auto run(const RefineEffort& effort) {
        const ScalesAndBiases plain = chooseScalesAndBiases(m_group.low, m_group.high,
                                                            m_group.top());
        m_best = rounded({plain.scale, plain.bias});
        const FloatVector plainCost = costOf(m_group, plainFit(m_group, plain, m_best),
                                             m_best.scale);
        m_cost = plainCost;
        if (effort.onGrid) {
            Pair finalists[2];
            GridStarts<weighted>(m_group, effort.grid).best(finalists);
            for (const Pair& finalist : finalists) {
                stepFrom(finalist);
            }
        } else {
            goOnFrom(bestStart<Format>(m_group, effort, m_best), effort.steps);
        }
        return hn::Lt(m_cost, plainCost);
    }

    [[nodiscard]] HWY_INLINE const Pair& best() const { return m_best; }

private:
    static HWY_INLINE Pair rounded(const Pair& pair) {
        return {Format::rounded(pair.scale), Format::rounded(pair.bias)};
    }

    /// The steps from one start that may itself be the best pair.
    HWY_INLINE void goOnFrom(const Pair& start, std::size_t steps) {
        Fit fit = fitOf<FitOf::both>(m_group, start);
        keepIfBetter(start, fit);
        for (std::size_t i = 0; i < steps; ++i) {
            const Pair pair = bestFor<Format>(m_group, fit);
            fit = i + 1 < steps ? fitOf<FitOf::both>(m_group, pair)
                                : fitOf<FitOf::errors>(m_group, pair);
            keepIfBetter(pair, fit);
        }
    }

    /// One step from a start of the grid, which is hardly ever the best pair.
    HWY_INLINE void stepFrom(const Pair& start) {
        const Pair pair = bestFor<Format>(m_group, fitOf<FitOf::codes>(m_group, rounded(start)));
        keepIfBetter(pair, fitOf<FitOf::errors>(m_group, pair));
    }

    HWY_INLINE void keepIfBetter(const Pair& pair, const Fit& fit) {
        const FloatVector cost = costOf(m_group, fit, pair.scale);
        const auto better = hn::And(hn::Lt(cost, m_cost), pair.isUsable());
        m_cost = hn::IfThenElse(better, cost, m_cost);
        m_best = chosen(better, pair, m_best);
    }

    Group<weighted> m_group;
    FloatVector m_cost;
    Pair m_best;
};

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

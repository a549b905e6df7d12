// Sums over 16 lanes, whatever the width of a vector, so that all CPUs add in the same order.
// Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_LANE_SUMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_LANE_SUMS_INL_H
#undef QUINCE_LANE_SUMS_INL_H
#else
#define QUINCE_LANE_SUMS_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

inline constexpr std::size_t sumLanes = 16;
/// As many vectors as make 16 lanes.
inline constexpr std::size_t sumVectors = sumLanes / floatLanes;
static_assert(sumVectors * floatLanes == sumLanes);

/// Folds one vector to its lowest four lanes.
template <class D>
HWY_INLINE auto addedToFour(D d, hn::Vec<D> v) {
    if constexpr (hn::MaxLanes(d) <= 4) {
        return v;
    } else {
        const hn::Half<D> half;
        return addedToFour(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
    }
}

/// Adds all lanes: j and j + 8, then j and j + 4, and so on. Changes `sums`.
HWY_INLINE float addedUp(FloatVector* sums) {
    for (std::size_t half = sumVectors / 2; half > 0; half /= 2) {
        for (std::size_t j = 0; j < half; ++j) {
            sums[j] = hn::Add(sums[j], sums[j + half]);
        }
    }
    HWY_ALIGN float four[4];
    hn::Store(addedToFour(Floats(), sums[0]), hn::CappedTag<float, 4>(), four);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

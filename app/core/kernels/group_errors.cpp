#include "core/kernels/group_errors.hpp"

#include "core/kernels/simd_config.hpp"

#include <cstddef>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/group_errors.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/floats-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

void errorsOf(const float* source, const float* stored, std::size_t groups, std::size_t groupSize,
              GroupError* errors) {
    groupErrorsReference(source, stored, groups, groupSize, errors);
}

#else

/// As many vectors as make 16 lanes.
inline constexpr std::size_t lanesOfAll = 16;
inline constexpr std::size_t vectors = lanesOfAll / floatLanes;
static_assert(vectors * floatLanes == lanesOfAll);

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

HWY_INLINE float added(FloatVector* sums) {
    for (std::size_t half = vectors / 2; half > 0; half /= 2) {
        for (std::size_t j = 0; j < half; ++j) {
            sums[j] = hn::Add(sums[j], sums[j + half]);
        }
    }
    HWY_ALIGN float four[4];
    hn::Store(addedToFour(Floats(), sums[0]), hn::CappedTag<float, 4>(), four);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

void errorsOf(const float* source, const float* stored, std::size_t groups, std::size_t groupSize,
              GroupError* errors) {
    const Floats d;
    for (std::size_t group = 0; group < groups; ++group) {
        FloatVector error[vectors];
        FloatVector energy[vectors];
        FloatVector largest = hn::Zero(d);
        for (std::size_t j = 0; j < vectors; ++j) {
            error[j] = hn::Zero(d);
            energy[j] = hn::Zero(d);
        }
        for (std::size_t i = 0; i < groupSize; i += lanesOfAll) {
            for (std::size_t j = 0; j < vectors; ++j) {
                const FloatVector value = hn::LoadU(d, source + i + j * floatLanes);
                const FloatVector difference =
                    hn::Sub(value, hn::LoadU(d, stored + i + j * floatLanes));
                error[j] = hn::Add(error[j], hn::Mul(difference, difference));
                energy[j] = hn::Add(energy[j], hn::Mul(value, value));
                largest = hn::Max(largest, hn::Abs(value));
            }
        }
        errors[group] = {added(error), added(energy), hn::GetLane(hn::MaxOfLanes(d, largest))};
        source += groupSize;
        stored += groupSize;
    }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(errorsOf);

void groupErrors(const float* source, const float* stored, std::size_t groups,
                 std::size_t groupSize, GroupError* errors) {
    HWY_DYNAMIC_DISPATCH(errorsOf)(source, stored, groups, groupSize, errors);
}

}  // namespace quince

#endif  // HWY_ONCE

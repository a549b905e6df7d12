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
#include "core/kernels/lane_sums-inl.h"
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

void errorsOf(const float* source, const float* stored, std::size_t groups, std::size_t groupSize,
              GroupError* errors) {
    const Floats d;
    for (std::size_t group = 0; group < groups; ++group) {
        FloatVector error[sumVectors];
        FloatVector energy[sumVectors];
        FloatVector largest = hn::Zero(d);
        for (std::size_t j = 0; j < sumVectors; ++j) {
            error[j] = hn::Zero(d);
            energy[j] = hn::Zero(d);
        }
        for (std::size_t i = 0; i < groupSize; i += sumLanes) {
            for (std::size_t j = 0; j < sumVectors; ++j) {
                const FloatVector value = hn::LoadU(d, source + i + j * floatLanes);
                const FloatVector difference =
                    hn::Sub(value, hn::LoadU(d, stored + i + j * floatLanes));
                error[j] = hn::Add(error[j], hn::Mul(difference, difference));
                energy[j] = hn::Add(energy[j], hn::Mul(value, value));
                largest = hn::Max(largest, hn::Abs(value));
            }
        }
        errors[group] = {addedUp(error), addedUp(energy), hn::GetLane(hn::MaxOfLanes(d, largest))};
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

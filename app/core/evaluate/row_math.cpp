#include "core/evaluate/row_math.hpp"

#include "core/kernels/simd_config.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

// The order is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/evaluate/row_math.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<float>;
using Doubles = hn::ScalableTag<double>;
using HalfLanes = hn::Rebind<float, Doubles>;
using Vector = hn::Vec<Lanes>;

/// Half the lanes of F32; the sums of logits are added up in F64.
constexpr std::size_t halfLanes = hn::MaxLanes(HalfLanes());
constexpr std::size_t lanes = hn::MaxLanes(Lanes());

/// Calls body(offset) for whole vectors, then once more for a padded copy of the rest.
void siluTimesOf(float* gate, const float* up, std::size_t count) {
    const Lanes d;
    const Vector one = hn::Set(d, 1.0F);
    const auto step = [&](float* g, const float* u) HWY_ATTR {
        const Vector value = hn::LoadU(d, g);
        const Vector sigmoid = hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(value))));
        hn::StoreU(hn::Mul(hn::Mul(value, sigmoid), hn::LoadU(d, u)), d, g);
    };
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        step(gate + i, up + i);
    }
    if (i < count) {
        float g[lanes] = {};
        float u[lanes] = {};
        std::copy(gate + i, gate + count, g);
        std::copy(up + i, up + count, u);
        step(g, u);
        std::copy(g, g + (count - i), gate + i);
    }
}

float expShiftedOf(float* values, std::size_t count, float scale) {
    const Lanes d;
    const Vector shift = hn::Set(d, *std::max_element(values, values + count));
    const Vector factor = hn::Set(d, scale);
    const auto step = [&](float* at) HWY_ATTR {
        const Vector e = hn::Exp(d, hn::Mul(hn::Sub(hn::LoadU(d, at), shift), factor));
        hn::StoreU(e, d, at);
        return e;
    };
    Vector sum = hn::Zero(d);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        sum = hn::Add(sum, step(values + i));
    }
    float total = hn::GetLane(hn::SumOfLanes(d, sum));
    if (i < count) {
        float rest[lanes] = {};
        std::copy(values + i, values + count, rest);
        step(rest);
        for (std::size_t j = 0; i + j < count; ++j) {
            values[i + j] = rest[j];
            total += rest[j];
        }
    }
    return total;
}

/// The sums of one block below the shifts. Without b, only a.
template <bool both>
BlockSums sumsOf(const float* a, const float* b, std::size_t count, float shiftA, float shiftB) {
    const HalfLanes d;
    const Doubles wide;
    const auto shiftsA = hn::Set(d, shiftA);
    const auto shiftsB = hn::Set(d, shiftB);
    auto sumA = hn::Zero(wide);
    auto sumB = hn::Zero(wide);
    auto difference = hn::Zero(wide);
    const auto step = [&](const float* atA, const float* atB) HWY_ATTR {
        const auto valueA = hn::LoadU(d, atA);
        const auto expA = hn::PromoteTo(wide, hn::Exp(d, hn::Sub(valueA, shiftsA)));
        sumA = hn::Add(sumA, expA);
        if constexpr (both) {
            const auto valueB = hn::LoadU(d, atB);
            const auto expB = hn::PromoteTo(wide, hn::Exp(d, hn::Sub(valueB, shiftsB)));
            sumB = hn::Add(sumB, expB);
            const auto apart = hn::PromoteTo(wide, hn::Sub(valueA, valueB));
            difference = hn::Add(difference, hn::Mul(expA, apart));
        }
    };
    std::size_t i = 0;
    for (; i + halfLanes <= count; i += halfLanes) {
        step(a + i, b + i);
    }
    if (i < count) {  // what is missing adds exp(-infinity) = 0
        float restA[halfLanes];
        float restB[halfLanes];
        std::fill(restA, restA + halfLanes, shiftA - 1000.0F);
        std::fill(restB, restB + halfLanes, shiftB - 1000.0F);
        std::copy(a + i, a + count, restA);
        std::copy(b + i, b + count, restB);
        step(restA, restB);
    }
    return {hn::GetLane(hn::SumOfLanes(wide, sumA)), hn::GetLane(hn::SumOfLanes(wide, sumB)),
            hn::GetLane(hn::SumOfLanes(wide, difference))};
}

BlockSums sumsOfOne(const float* a, std::size_t count, float shift) {
    return sumsOf<false>(a, a, count, shift, shift);
}

BlockSums sumsOfBoth(const float* a, const float* b, std::size_t count, float shiftA,
                     float shiftB) {
    return sumsOf<true>(a, b, count, shiftA, shiftB);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {
namespace {

HWY_EXPORT(siluTimesOf);
HWY_EXPORT(expShiftedOf);
HWY_EXPORT(sumsOfOne);
HWY_EXPORT(sumsOfBoth);

/// Raises the largest logit to that of a block, if it is larger; gives the factor by which sums
/// below the old one shrink.
double raise(const float* logits, std::size_t first, std::size_t count, SoftmaxSums& sums) {
    const float* const top = std::max_element(logits, logits + count);
    if (static_cast<double>(*top) <= sums.largest) {
        return 1;
    }
    const double factor = std::exp(sums.largest - static_cast<double>(*top));
    sums.largest = static_cast<double>(*top);
    sums.argmax = first + static_cast<std::size_t>(top - logits);
    sums.sum *= factor;
    return factor;
}

}  // namespace

void rmsNorm(const float* x, const float* weight, std::size_t count, float epsilon, float* out) {
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
        squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    }
    const double mean = squares / static_cast<double>(count);
    const auto factor = static_cast<float>(1.0 / std::sqrt(mean + static_cast<double>(epsilon)));
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = x[i] * factor * weight[i];
    }
}

void siluTimes(float* gate, const float* up, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(siluTimesOf)(gate, up, count);
}

float expShifted(float* values, std::size_t count, float scale) {
    return HWY_DYNAMIC_DISPATCH(expShiftedOf)(values, count, scale);
}

void addLogits(const float* logits, std::size_t first, std::size_t count, SoftmaxSums& sums) {
    raise(logits, first, count, sums);
    sums.sum += HWY_DYNAMIC_DISPATCH(sumsOfOne)(logits, count, static_cast<float>(sums.largest)).a;
}

void addLogitPairs(const float* a, const float* b, std::size_t first, std::size_t count,
                   SoftmaxSums& sumsOfA, SoftmaxSums& sumsOfB, double& difference) {
    difference *= raise(a, first, count, sumsOfA);
    raise(b, first, count, sumsOfB);
    const auto sums = HWY_DYNAMIC_DISPATCH(sumsOfBoth)(
        a, b, count, static_cast<float>(sumsOfA.largest), static_cast<float>(sumsOfB.largest));
    sumsOfA.sum += sums.a;
    sumsOfB.sum += sums.b;
    difference += sums.difference;
}

}  // namespace quince

#endif  // HWY_ONCE

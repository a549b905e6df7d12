// Where the search of refineAffine begins: of many ranges those whose grids lie best. The steps and
// their order are those of refine_affine_reference.cpp. Included once per target that has fused
// multiply-adds.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_REFINE_STARTS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_REFINE_STARTS_INL_H
#undef QUINCE_REFINE_STARTS_INL_H
#else
#define QUINCE_REFINE_STARTS_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"
#include "core/kernels/refine_affine.hpp"
#include "core/kernels/refine_group-inl.h"

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

/// Four at once, for more work between the additions that wait for each other. Compares the errors
/// alone; gives the best pair so far.
template <bool weighted>
HWY_INLINE void attemptAll(const Group<weighted>& group, const Pair (&pairs)[4], Pair& best,
                           FloatVector& least) {
    const Floats d;
    const Positions positions[4] = {Positions(pairs[0]), Positions(pairs[1]), Positions(pairs[2]),
                                    Positions(pairs[3])};
    FloatVector errors[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    for (std::size_t i = 0; i < group.size(); ++i) {
        const FloatVector weight = group.at(i);
        for (std::size_t j = 0; j < 4; ++j) {
            const FloatVector position = positions[j].of(weight);
            const FloatVector rest = hn::Sub(position, group.codeOf(position));
            errors[j] = hn::MulAdd(group.weigh(i, rest), rest, errors[j]);
        }
    }
    for (std::size_t j = 0; j < 4; ++j) {
        const FloatVector error = hn::Mul(errors[j], hn::Mul(pairs[j].scale, pairs[j].scale));
        const auto better = hn::And(hn::Lt(error, least), pairs[j].isUsable());
        least = hn::IfThenElse(better, error, least);
        best = chosen(better, pairs[j], best);
    }
}

/// The best of the starts as they would be stored; `otherwise` where none is any good.
template <class Format, bool weighted>
HWY_INLINE Pair bestStart(const Group<weighted>& group, const RefineEffort& effort,
                          const Pair& otherwise) {
    const Floats d;
    const FloatVector share = hn::Set(d, 1.0F / group.top());
    const FloatVector step = hn::Mul(hn::Sub(group.high, group.low), share);
    const auto fromLow = hn::Gt(hn::Abs(group.low), hn::Abs(group.high));
    Pair best = otherwise;
    FloatVector least = hn::Set(d, std::numeric_limits<float>::infinity());
    for (std::size_t i = 0; i < effort.starts.size(); i += 4) {
        Pair pairs[4];
        for (std::size_t j = 0; j < 4; ++j) {
            const RefineStart& start = effort.starts[i + j];
            const FloatVector low = hn::Add(group.low, hn::Mul(step, hn::Set(d, start.low)));
            const FloatVector high = hn::Sub(group.high, hn::Mul(step, hn::Set(d, start.high)));
            const FloatVector scale = hn::Mul(hn::Sub(high, low), share);
            const auto lowEnd = j % 2 == 0 ? fromLow : hn::Not(fromLow);
            pairs[j] = {Format::rounded(hn::IfThenElse(lowEnd, scale, hn::Neg(scale))),
                        Format::rounded(hn::IfThenElse(lowEnd, low, high))};
        }
        attemptAll(group, pairs, best, least);
    }
    return best;
}

using Integers = hn::RebindToSigned<Floats>;
using ShortIntegers = hn::Repartition<std::int16_t, Floats>;
using IntegerVector = hn::Vec<Integers>;
using ShortVector = hn::Vec<ShortIntegers>;

/// Places of the weights in the range of their group, as 16-bit integers, and how far they lie from
/// the points of the grids of many starts. See RefineGrid.
template <bool weighted>
class GridStarts {
public:
    HWY_INLINE GridStarts(const Group<weighted>& group, const RefineGrid& grid)
        : m_group(group), m_grid(grid) {
        const Floats d;
        const FloatVector last = hn::Set(d, group.top() * RefineGrid::perStep);
        const FloatVector factor = hn::Div(last, hn::Sub(group.high, group.low));
        const auto placeOf = [&](std::size_t i) {
            const FloatVector place = hn::Mul(hn::Sub(group.at(i), group.low), factor);
            const FloatVector inside = smaller(larger(place, hn::Zero(d)), last);
            return hn::And(asWords(hn::Add(inside, hn::Set(d, 0x1p23F))), word(0xFFFF));
        };
        for (std::size_t i = 0; i < group.size(); i += 2) {
            const WordVector both = hn::Or(placeOf(i), hn::ShiftLeft<16>(placeOf(i + 1)));
            hn::Store(both, Words(), m_places + i / 2 * floatLanes);
        }
    }

    /// The two best, not rounded.
    HWY_INLINE void best(Pair (&finalists)[2]) const {
        WordVector first = word(0x7F800000);
        WordVector second = first;
        for (std::size_t i = 0; i < m_grid.starts.size(); i += atOnce) {
            FloatVector errors[atOnce];
            errorsOf(i, errors);
            for (std::size_t j = 0; j < atOnce; ++j) {
                const WordVector key = hn::Or(hn::And(asWords(errors[j]), word(~0x1FU)),
                                              word(static_cast<std::uint32_t>(i + j)));
                second = hn::Min(second, hn::Max(first, key));
                first = hn::Min(first, key);
            }
        }
        finalists[0] = pairOf(first);
        finalists[1] = pairOf(second);
    }

private:
    static constexpr std::size_t atOnce = 8;
    static constexpr std::size_t factorsAtOnce = atOnce / RefineGrid::sharing;

    HWY_INLINE void errorsOf(std::size_t begin, FloatVector (&errors)[atOnce]) const {
        const Floats d;
        const FloatVector share =
            hn::Mul(m_group.importances, hn::Set(d, 1.0F / static_cast<float>(m_group.size())));
        sumsOf(begin, errors);
        for (std::size_t j = 0; j < atOnce; ++j) {
            const GridStart& start = m_grid.starts[begin + j];
            const FloatVector sum = hn::Add(errors[j], hn::Mul(hn::Set(d, start.outside), share));
            errors[j] = hn::Mul(sum, hn::Set(d, start.scale * start.scale));
        }
    }

    /// Of h r^2. Sums of integers are exact, weighted ones go from weight to weight.
    HWY_INLINE void sumsOf(std::size_t begin, FloatVector (&sums)[atOnce]) const {
        const ShortIntegers d16;
        const Integers d32;
        const Floats d;
        ShortVector factors[factorsAtOnce];
        ShortVector offsets[atOnce];
        IntegerVector whole[atOnce];
        for (std::size_t j = 0; j < atOnce; ++j) {
            factors[j / RefineGrid::sharing] = hn::Set(d16, m_grid.starts[begin + j].factor);
            offsets[j] = hn::Set(d16, m_grid.starts[begin + j].offset);
            whole[j] = hn::Zero(d32);
            sums[j] = hn::Zero(d);
        }
        for (std::size_t i = 0; i < m_group.size() / 2; ++i) {
            const auto places = hn::BitCast(d16, hn::Load(Words(), m_places + i * floatLanes));
            ShortVector products[factorsAtOnce];
            for (std::size_t j = 0; j < factorsAtOnce; ++j) {
                products[j] = hn::Mul(places, factors[j]);
            }
            for (std::size_t j = 0; j < atOnce; ++j) {
                const ShortVector rest = hn::ShiftRight<RefineGrid::spareBits>(
                    hn::Add(products[j / RefineGrid::sharing], offsets[j]));
                if constexpr (weighted) {
                    addWeighed(i, rest, sums[j]);
                } else {
                    whole[j] = withSquares(rest, whole[j]);
                }
            }
        }
        for (std::size_t j = 0; !weighted && j < atOnce; ++j) {
            sums[j] = hn::ConvertTo(d, whole[j]);
        }
    }

    static HWY_INLINE IntegerVector lower(ShortVector pairs) {
        return hn::ShiftRight<16>(hn::ShiftLeft<16>(hn::BitCast(Integers(), pairs)));
    }
    static HWY_INLINE IntegerVector upper(ShortVector pairs) {
        return hn::ShiftRight<16>(hn::BitCast(Integers(), pairs));
    }

    HWY_INLINE void addWeighed(std::size_t pair, ShortVector rest, FloatVector& sum) const {
        const FloatVector even = hn::ConvertTo(Floats(), lower(rest));
        const FloatVector odd = hn::ConvertTo(Floats(), upper(rest));
        sum = hn::MulAdd(m_group.weigh(2 * pair, even), even, sum);
        sum = hn::MulAdd(m_group.weigh(2 * pair + 1, odd), odd, sum);
    }

    static HWY_INLINE IntegerVector withSquares(ShortVector rest, IntegerVector sum) {
#if HWY_ARCH_X86  // PMADDWD: neighbours together, though the name promises no order
        IntegerVector unused = hn::Zero(Integers());
        return hn::ReorderWidenMulAccumulate(Integers(), rest, rest, sum, unused);
#else
        const IntegerVector even = lower(rest);
        const IntegerVector odd = upper(rest);
        return hn::Add(sum, hn::Add(hn::Mul(even, even), hn::Mul(odd, odd)));
#endif
    }

    HWY_INLINE Pair pairOf(WordVector key) const {
        const Floats d;
        const auto index = hn::BitCast(Integers(), hn::And(key, word(0x1F)));
        const FloatVector step =
            hn::Mul(hn::Sub(m_group.high, m_group.low), hn::Set(d, 1.0F / m_group.top()));
        HWY_ALIGN std::int32_t indices[floatLanes];
        HWY_ALIGN float scales[floatLanes];
        HWY_ALIGN float lows[floatLanes];
        hn::Store(index, Integers(), indices);
        for (std::size_t i = 0; i < floatLanes; ++i) {
            const GridStart& start = m_grid.starts[static_cast<std::size_t>(indices[i])];
            scales[i] = start.scale;
            lows[i] = start.low;
        }
        return {hn::Mul(step, hn::Load(d, scales)),
                hn::Add(m_group.low, hn::Mul(step, hn::Load(d, lows)))};
    }

    const Group<weighted>& m_group;
    const RefineGrid& m_grid;
    HWY_ALIGN std::uint32_t m_places[largestGroup / 2 * floatLanes];
};

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

// Spans of 32 weights: one block, or two blocks of nvfp4, so that no vector is longer than what
// is worked on. A span is 16 pairs of weights; pair i is in lane i % floatLanes of the vectors.
// Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_BLOCK_SPANS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_BLOCK_SPANS_INL_H
#undef QUINCE_BLOCK_SPANS_INL_H
#else
#define QUINCE_BLOCK_SPANS_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <quince/quant_mode.hpp>

#include <hwy/highway.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

inline constexpr std::size_t spanWeights = 32;
inline constexpr std::size_t spanPairs = spanWeights / 2;

constexpr std::size_t spanBlocksOf(QuantMode mode) {
    return spanWeights / static_cast<std::size_t>(blockSize(mode));
}

/// One number for each block of a span: what its weights are multiplied with, or divided by.
struct SpanFactors {
    float ofBlock[2];

    /// One lane for each of the pairs `pair` and following.
    template <std::size_t spanBlocks>
    [[nodiscard]] HWY_INLINE FloatVector ofPairs(std::size_t pair) const {
        const Floats d;
        constexpr std::size_t pairs = spanPairs / spanBlocks;
        if constexpr (floatLanes > pairs) {  // two blocks in one vector
            const hn::Half<Floats> half;
            return hn::Combine(d, hn::Set(half, ofBlock[1]), hn::Set(half, ofBlock[0]));
        } else {
            return hn::Set(d, ofBlock[pair / pairs]);
        }
    }
};

/// For a scale of 0 every code shall be 0.
HWY_INLINE float factorOf(QuantMode mode, float divisor) {
    if (mode == QuantMode::nvfp4) {
        return divisor == 0 ? std::numeric_limits<float>::infinity() : divisor;
    }
    return 1 / divisor;
}

struct SpanMaxima {
    float ofBlock[2];
};

/// The largest magnitude of each block. Magnitudes are compared as integers, where infinity is
/// larger than all numbers and NaN larger still.
template <class Format, std::size_t spanBlocks>
HWY_INLINE SpanMaxima spanMaxima(const std::uint8_t* weights) {
    constexpr std::size_t pairs = spanPairs / spanBlocks;
    HWY_ALIGN std::uint32_t ofPair[spanPairs];
    const WordVector magnitude = word(0x7FFFFFFF);
    for (std::size_t pair = 0; pair < spanPairs; pair += floatLanes) {
        const EvenOdd both = Format::loadEvenOdd(weights + 2 * pair * Format::bytes);
        const WordVector larger =
            hn::Max(hn::And(asWords(both.even), magnitude), hn::And(asWords(both.odd), magnitude));
        hn::Store(larger, Words(), ofPair + pair);
    }
    SpanMaxima maxima = {};
    const hn::CappedTag<std::uint32_t, 8> d;
    for (std::size_t block = 0; block < spanBlocks; ++block) {
        auto largest = hn::Load(d, ofPair + block * pairs);
        for (std::size_t i = hn::MaxLanes(d); i < pairs; i += hn::MaxLanes(d)) {
            largest = hn::Max(largest, hn::Load(d, ofPair + block * pairs + i));
        }
        maxima.ofBlock[block] = std::bit_cast<float>(hn::GetLane(hn::MaxOfLanes(d, largest)));
    }
    return maxima;
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif

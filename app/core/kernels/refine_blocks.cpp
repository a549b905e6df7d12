#include "core/kernels/block_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/refine_blocks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/block_spans-inl.h"
#include "core/kernels/encode_blocks-inl.h"
#include "core/kernels/floats-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

void refine(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
            const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales) {
    refineBlocksReference(mode, dtype, weights, blocks, importance, packed, scales);
}

#else

/// Weights of a span as floats, the even ones and the odd ones, and what each counts.
struct SpanWeights {
    HWY_ALIGN float even[spanPairs];
    HWY_ALIGN float odd[spanPairs];
    HWY_ALIGN float evenImportance[spanPairs];
    HWY_ALIGN float oddImportance[spanPairs];
    bool weighed = false;
};

template <class Format>
HWY_INLINE void loadSpan(const std::uint8_t* weights, SpanWeights& span) {
    for (std::size_t pair = 0; pair < spanPairs; pair += floatLanes) {
        const EvenOdd both = Format::loadEvenOdd(weights + 2 * pair * Format::bytes);
        hn::Store(both.even, Floats(), span.even + pair);
        hn::Store(both.odd, Floats(), span.odd + pair);
    }
}

/// The importance of the columns of block `index` of the call, at place `block` of the span.
template <std::size_t spanBlocks>
HWY_INLINE void loadImportance(const ColumnImportance& importance, std::size_t index,
                               std::size_t block, SpanWeights& span) {
    constexpr std::size_t pairs = spanPairs / spanBlocks;
    const float* values =
        importance.values + (importance.firstGroup + index) % importance.rowGroups * 2 * pairs;
    for (std::size_t i = 0; i < pairs; ++i) {
        span.evenImportance[block * pairs + i] = values[2 * i];
        span.oddImportance[block * pairs + i] = values[2 * i + 1];
    }
    span.weighed = true;
}

/// What is stored for `weights` under `scale`, as a number.
template <class Format, QuantMode mode>
HWY_INLINE FloatVector stored(FloatVector weights, FloatVector factor, FloatVector scale) {
    return hn::Mul(
        decodeBlockCode<mode>(encodeBlockCode<mode>(quotient<Format, mode>(weights, factor))),
        scale);
}

/// The error of each block under its scale, added up as in refine_blocks_reference.cpp.
template <class Format, QuantMode mode, std::size_t spanBlocks>
HWY_INLINE std::array<float, spanBlocks> spanErrors(const SpanWeights& span,
                                                    const SpanFactors& factors,
                                                    const SpanFactors& scales) {
    HWY_ALIGN float sums[spanPairs];
    for (std::size_t pair = 0; pair < spanPairs; pair += floatLanes) {
        const Floats d;
        const FloatVector factor = factors.ofPairs<spanBlocks>(pair);
        const FloatVector scale = scales.ofPairs<spanBlocks>(pair);
        const FloatVector even = hn::Load(d, span.even + pair);
        const FloatVector odd = hn::Load(d, span.odd + pair);
        const FloatVector evenRest = hn::Sub(even, stored<Format, mode>(even, factor, scale));
        const FloatVector oddRest = hn::Sub(odd, stored<Format, mode>(odd, factor, scale));
        FloatVector evenSquare = hn::Mul(evenRest, evenRest);
        FloatVector oddSquare = hn::Mul(oddRest, oddRest);
        if (span.weighed) {
            evenSquare = hn::Mul(hn::Load(d, span.evenImportance + pair), evenSquare);
            oddSquare = hn::Mul(hn::Load(d, span.oddImportance + pair), oddSquare);
        }
        hn::Store(hn::Add(evenSquare, oddSquare), d, sums + pair);
    }
    std::array<float, spanBlocks> errors{};
    const hn::CappedTag<float, 4> four;
    constexpr std::size_t pairs = spanPairs / spanBlocks;
    for (std::size_t block = 0; block < spanBlocks; ++block) {
        const float* at = sums + block * pairs;
        auto low = hn::Load(four, at);
        auto high = hn::Load(four, at + 4);
        if constexpr (pairs == 16) {
            low = hn::Add(low, hn::Load(four, at + 8));
            high = hn::Add(high, hn::Load(four, at + 12));
        }
        HWY_ALIGN float rest[4];
        hn::Store(hn::Add(low, high), four, rest);
        errors[block] = (rest[0] + rest[2]) + (rest[1] + rest[3]);
    }
    return errors;
}

/// Of nvfp4, one trial per lane: the step to the scale that promises the least error for a block of
/// the span. The steps are those of refine_blocks_reference.cpp.
HWY_INLINE int promisingStep(const SpanWeights& span, std::size_t block, std::uint8_t stored) {
    constexpr std::size_t pairs = spanPairs / spanBlocksOf(QuantMode::nvfp4);
    const hn::CappedTag<float, e4m3Trials> d;
    const hn::RebindToUnsigned<decltype(d)> words;
    HWY_ALIGN float errors[e4m3Trials];
    for (std::size_t first = 0; first < e4m3Trials; first += hn::MaxLanes(d)) {
        const auto scale = hn::LoadU(d, trialScales(stored) + first);
        const auto inverse = hn::Div(hn::Set(d, 1.0F), scale);
        const auto square = [&](float weight) HWY_ATTR {
            const auto place = hn::Mul(hn::Set(d, std::abs(weight)), inverse);
            const auto six = hn::Set(d, 6.0F);
            const auto inside = hn::IfThenElse(hn::Lt(place, six), place, six);
            const auto exponent = hn::And(hn::BitCast(words, inside), hn::Set(words, 0x7F800000U));
            const auto power = hn::Max(hn::BitCast(d, exponent), hn::Set(d, 1.0F));
            const auto integers = hn::Mul(power, hn::Set(d, 0x1p22F));
            const auto rest = hn::Sub(place, hn::Sub(hn::Add(inside, integers), integers));
            return hn::Mul(rest, rest);
        };
        auto even = hn::Zero(d);
        auto odd = hn::Zero(d);
        for (std::size_t i = block * pairs; i < (block + 1) * pairs; ++i) {
            auto evenSquare = square(span.even[i]);
            auto oddSquare = square(span.odd[i]);
            if (span.weighed) {
                evenSquare = hn::Mul(hn::Set(d, span.evenImportance[i]), evenSquare);
                oddSquare = hn::Mul(hn::Set(d, span.oddImportance[i]), oddSquare);
            }
            even = hn::Add(even, evenSquare);
            odd = hn::Add(odd, oddSquare);
        }
        hn::Store(hn::Mul(hn::Add(even, odd), hn::Mul(scale, scale)), d, errors + first);
    }
    return bestTrial(errors);
}

/// The scales of the blocks of a span that are tried together.
template <QuantMode mode, std::size_t spanBlocks>
struct Trial {
    std::array<BlockScale, spanBlocks> scales{};
    SpanFactors factors{};
    SpanFactors divisors{};  ///< the scales themselves

    HWY_INLINE void set(std::size_t block, const BlockScale& scale) {
        scales[block] = scale;
        factors.ofBlock[block] = factorOf(mode, scale.divisor);
        divisors.ofBlock[block] = scale.divisor;
    }
};

/// The scales that are the best so far, and their errors.
template <QuantMode mode, std::size_t spanBlocks>
struct Best {
    Trial<mode, spanBlocks> scales;
    std::array<float, spanBlocks> errors{};
    bool known = false;  ///< the errors
};

/// Takes the scales at these steps from the usual ones for the blocks where they are better.
template <class Format, QuantMode mode, std::size_t spanBlocks>
HWY_INLINE void trySteps(const SpanWeights& span, const std::array<BlockScale, spanBlocks>& usual,
                         const std::array<int, spanBlocks>& steps, Best<mode, spanBlocks>& best) {
    Trial<mode, spanBlocks> trial = best.scales;
    bool any = false;
    for (std::size_t i = 0; i < spanBlocks; ++i) {
        const auto scale = neighbourScale(mode, usual[i], steps[i]);
        if (steps[i] != 0 && scale) {
            trial.set(i, *scale);
            any = true;
        }
    }
    if (!any) {
        return;
    }
    if (!best.known) {
        best.errors =
            spanErrors<Format, mode, spanBlocks>(span, best.scales.factors, best.scales.divisors);
        best.known = true;
    }
    const auto errors = spanErrors<Format, mode, spanBlocks>(span, trial.factors, trial.divisors);
    for (std::size_t i = 0; i < spanBlocks; ++i) {
        if (errors[i] < best.errors[i]) {
            best.scales.set(i, trial.scales[i]);
            best.errors[i] = errors[i];
        }
    }
}

template <class Format, QuantMode mode, std::size_t spanBlocks>
HWY_INLINE void refineSpan(const std::uint8_t* weights, const SpanWeights& span,
                           const std::array<BlockScale, spanBlocks>& usual, std::uint8_t* packed,
                           std::uint8_t* scales) {
    Best<mode, spanBlocks> best;
    for (std::size_t i = 0; i < spanBlocks; ++i) {
        best.scales.set(i, usual[i]);
    }
    std::array<int, spanBlocks> steps{};
    if constexpr (mode == QuantMode::nvfp4) {
        for (std::size_t i = 0; i < spanBlocks; ++i) {
            steps[i] = promisingStep(span, i, usual[i].stored);
        }
        trySteps<Format>(span, usual, steps, best);
    } else {
        for (const int step : exponentSteps(mode, span.weighed)) {
            steps.fill(step);
            trySteps<Format>(span, usual, steps, best);
        }
    }
    for (std::size_t i = 0; i < spanBlocks; ++i) {
        scales[i] = best.scales.scales[i].stored;
    }
    encodeSpan<Format, mode>(weights, best.scales.factors, packed);
}

template <class Format, QuantMode mode>
void refineSpans(DType dtype, const std::uint8_t* weights, std::size_t blocks,
                 const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales) {
    constexpr std::size_t spanBlocks = spanBlocksOf(mode);
    for (std::size_t done = 0; done < blocks; done += spanBlocks) {
        const std::size_t here = std::min(spanBlocks, blocks - done);
        std::array<BlockScale, spanBlocks> usual{};
        bool tame = here == spanBlocks;
        if (tame) {
            const SpanMaxima maxima = spanMaxima<Format, spanBlocks>(weights);
            for (std::size_t i = 0; i < spanBlocks; ++i) {
                tame = tame && isTame<mode>(maxima.ofBlock[i]);
            }
            for (std::size_t i = 0; tame && i < spanBlocks; ++i) {
                usual[i] = chooseBlockScale(mode, dtype, maxima.ofBlock[i]);
            }
        }
        if (tame) {
            SpanWeights span;
            loadSpan<Format>(weights, span);
            for (std::size_t i = 0; importance.values != nullptr && i < spanBlocks; ++i) {
                loadImportance<spanBlocks>(importance, done + i, i, span);
            }
            refineSpan<Format, mode, spanBlocks>(weights, span, usual, packed, scales + done);
        } else {
            ColumnImportance part = importance;
            part.firstGroup += done;
            refineBlocksReference(mode, dtype, weights, here, part, packed, scales + done);
        }
        weights += spanWeights * Format::bytes;
        packed += spanBlocks * blockBytes(mode);
    }
}

template <class Format>
void refineFormat(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
                  const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales) {
    const auto refineMode = mode == QuantMode::mxfp4   ? refineSpans<Format, QuantMode::mxfp4>
                            : mode == QuantMode::nvfp4 ? refineSpans<Format, QuantMode::nvfp4>
                                                       : refineSpans<Format, QuantMode::mxfp8>;
    refineMode(dtype, weights, blocks, importance, packed, scales);
}

void refine(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
            const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales) {
    const auto refineDType = dtype == DType::f32   ? refineFormat<F32>
                             : dtype == DType::f16 ? refineFormat<F16>
                                                   : refineFormat<BF16>;
    refineDType(mode, dtype, weights, blocks, importance, packed, scales);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(refine);

void refineBlocks(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                  const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales) {
    assert(isFloat(dtype) && isBlockMode(mode));
    HWY_DYNAMIC_DISPATCH(refine)
    (mode, dtype, static_cast<const std::uint8_t*>(weights), blocks, importance, packed, scales);
}

}  // namespace quince

#endif  // HWY_ONCE

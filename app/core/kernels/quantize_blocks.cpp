#include "core/kernels/block_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/quantize_blocks.cpp"
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

void quantize(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
              std::uint8_t* packed, std::uint8_t* scales) {
    quantizeBlocksReference(mode, dtype, weights, blocks, packed, scales);
}

#else

template <class Format, QuantMode mode>
void quantizeSpans(DType dtype, const std::uint8_t* weights, std::size_t blocks,
                   std::uint8_t* packed, std::uint8_t* scales) {
    constexpr std::size_t spanBlocks = spanBlocksOf(mode);
    for (std::size_t done = 0; done < blocks; done += spanBlocks) {
        const std::size_t here = std::min(spanBlocks, blocks - done);
        SpanFactors factors{};
        bool tame = here == spanBlocks;
        if (tame) {
            const SpanMaxima maxima = spanMaxima<Format, spanBlocks>(weights);
            for (std::size_t i = 0; i < spanBlocks; ++i) {
                tame = tame && isTame<mode>(maxima.ofBlock[i]);
            }
            for (std::size_t i = 0; tame && i < spanBlocks; ++i) {
                const BlockScale scale = chooseBlockScale(mode, dtype, maxima.ofBlock[i]);
                scales[done + i] = scale.stored;
                factors.ofBlock[i] = factorOf(mode, scale.divisor);
            }
        }
        if (tame) {
            encodeSpan<Format, mode>(weights, factors, packed);
        } else {
            quantizeBlocksReference(mode, dtype, weights, here, packed, scales + done);
        }
        weights += spanWeights * Format::bytes;
        packed += spanBlocks * blockBytes(mode);
    }
}

template <class Format>
void quantizeFormat(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
                    std::uint8_t* packed, std::uint8_t* scales) {
    const auto quantizeMode = mode == QuantMode::mxfp4   ? quantizeSpans<Format, QuantMode::mxfp4>
                              : mode == QuantMode::nvfp4 ? quantizeSpans<Format, QuantMode::nvfp4>
                                                         : quantizeSpans<Format, QuantMode::mxfp8>;
    quantizeMode(dtype, weights, blocks, packed, scales);
}

void quantize(QuantMode mode, DType dtype, const std::uint8_t* weights, std::size_t blocks,
              std::uint8_t* packed, std::uint8_t* scales) {
    const auto quantizeDType = dtype == DType::f32   ? quantizeFormat<F32>
                               : dtype == DType::f16 ? quantizeFormat<F16>
                                                     : quantizeFormat<BF16>;
    quantizeDType(mode, dtype, weights, blocks, packed, scales);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(quantize);

void quantizeBlocks(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                    std::uint8_t* packed, std::uint8_t* scales) {
    assert(isFloat(dtype) && isBlockMode(mode));
    HWY_DYNAMIC_DISPATCH(quantize)
    (mode, dtype, static_cast<const std::uint8_t*>(weights), blocks, packed, scales);
}

}  // namespace quince

#endif  // HWY_ONCE

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
#define HWY_TARGET_INCLUDE "core/kernels/dequantize_blocks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/block_codes-inl.h"
#include "core/kernels/floats-inl.h"
#include "core/kernels/pack_codes-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

void dequantize(QuantMode mode, DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                std::size_t blocks, std::uint8_t* weights) {
    dequantizeBlocksReference(mode, dtype, packed, scales, blocks, weights);
}

#else

template <class Format, QuantMode mode>
void dequantizeBlock(const std::uint8_t* packed, float scale, std::uint8_t* weights) {
    constexpr auto size = static_cast<std::size_t>(blockSize(mode));
    constexpr int bits = blockBits(mode);
    constexpr std::size_t count = std::min(size, unpackedCodes);
    const hn::Rebind<std::uint8_t, Floats> narrow;
    const FloatVector scales = hn::Set(Floats(), scale);
    HWY_ALIGN std::uint8_t codes[unpackedCodes];
    for (std::size_t i = 0; i < size; i += count) {
        hn::Store(unpackCodes<bits>(packed + i * bits / 8, count), Bytes(), codes);
        for (std::size_t j = 0; j < count; j += floatLanes) {
            const WordVector code = hn::PromoteTo(Words(), hn::LoadU(narrow, codes + j));
            const FloatVector product = hn::Mul(decodeBlockCode<mode>(code), scales);
            Format::store(withCanonicalNaN(product), weights + (i + j) * Format::bytes);
        }
    }
}

template <class Format, QuantMode mode>
void dequantizeAll(DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                   std::size_t blocks, std::uint8_t* weights) {
    for (std::size_t block = 0; block < blocks; ++block) {
        const float scale =
            mode == QuantMode::nvfp4 ? fromE4m3(scales[block]) : fromE8m0(scales[block]);
        dequantizeBlock<Format, mode>(packed, roundedTo(dtype, scale), weights);
        packed += blockBytes(mode);
        weights += static_cast<std::size_t>(blockSize(mode)) * Format::bytes;
    }
}

template <class Format>
void dequantizeFormat(QuantMode mode, DType dtype, const std::uint8_t* packed,
                      const std::uint8_t* scales, std::size_t blocks, std::uint8_t* weights) {
    const auto dequantizeMode = mode == QuantMode::mxfp4 ? dequantizeAll<Format, QuantMode::mxfp4>
                                : mode == QuantMode::nvfp4
                                    ? dequantizeAll<Format, QuantMode::nvfp4>
                                    : dequantizeAll<Format, QuantMode::mxfp8>;
    dequantizeMode(dtype, packed, scales, blocks, weights);
}

void dequantize(QuantMode mode, DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                std::size_t blocks, std::uint8_t* weights) {
    const auto dequantizeDType = dtype == DType::f32   ? dequantizeFormat<F32>
                                 : dtype == DType::f16 ? dequantizeFormat<F16>
                                                       : dequantizeFormat<BF16>;
    dequantizeDType(mode, dtype, packed, scales, blocks, weights);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(dequantize);

void dequantizeBlocks(QuantMode mode, DType dtype, const std::uint8_t* packed,
                      const std::uint8_t* scales, std::size_t blocks, void* weights) {
    assert(isFloat(dtype) && isBlockMode(mode));
    HWY_DYNAMIC_DISPATCH(dequantize)
    (mode, dtype, packed, scales, blocks, static_cast<std::uint8_t*>(weights));
}

}  // namespace quince

#endif  // HWY_ONCE

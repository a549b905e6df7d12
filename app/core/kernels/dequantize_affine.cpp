#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/dequantize_affine.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/floats-inl.h"
#include "core/kernels/pack_codes-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

void dequantize(DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                const std::uint8_t* biases, std::size_t groups, int groupSize, int bits,
                std::uint8_t* weights) {
    dequantizeAffineReference(dtype, packed, scales, biases, groups, groupSize, bits, weights);
}

#else

template <class Format, int bits>
void dequantizeGroup(const std::uint8_t* packed, float scale, float bias, std::size_t size,
                     std::uint8_t* weights) {
    const Floats d;
    const hn::RebindToSigned<Floats> integers;
    const hn::Rebind<std::uint8_t, Floats> narrow;
    const FloatVector scales = hn::Set(d, scale);
    const FloatVector biases = hn::Set(d, bias);
    HWY_ALIGN std::uint8_t codes[unpackedCodes];
    const std::size_t count = std::min(size, unpackedCodes);
    for (std::size_t i = 0; i < size; i += count) {
        hn::Store(unpackCodes<bits>(packed + i * bits / 8, count), Bytes(), codes);
        for (std::size_t j = 0; j < count; j += floatLanes) {
            const auto code = hn::PromoteTo(integers, hn::LoadU(narrow, codes + j));
            const FloatVector product = hn::Mul(hn::ConvertTo(d, code), scales);
            const FloatVector sum = hn::Add(Format::rounded(product), biases);
            Format::store(withCanonicalNaN(sum), weights + (i + j) * Format::bytes);
        }
    }
}

template <class Format, int bits>
void dequantizeGroups(DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                      const std::uint8_t* biases, std::size_t groups, std::size_t size,
                      std::uint8_t* weights) {
    for (std::size_t group = 0; group < groups; ++group) {
        dequantizeGroup<Format, bits>(packed, loadFloat(dtype, scales, group),
                                      loadFloat(dtype, biases, group), size, weights);
        packed += size * bits / 8;
        weights += size * Format::bytes;
    }
}

template <class Format>
void dequantizeFormat(DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                      const std::uint8_t* biases, std::size_t groups, std::size_t size, int bits,
                      std::uint8_t* weights) {
    const auto dequantizeAtBits = bits == 2   ? dequantizeGroups<Format, 2>
                                  : bits == 3 ? dequantizeGroups<Format, 3>
                                  : bits == 4 ? dequantizeGroups<Format, 4>
                                  : bits == 5 ? dequantizeGroups<Format, 5>
                                  : bits == 6 ? dequantizeGroups<Format, 6>
                                              : dequantizeGroups<Format, 8>;
    dequantizeAtBits(dtype, packed, scales, biases, groups, size, weights);
}

void dequantize(DType dtype, const std::uint8_t* packed, const std::uint8_t* scales,
                const std::uint8_t* biases, std::size_t groups, int groupSize, int bits,
                std::uint8_t* weights) {
    const auto dequantizeDType = dtype == DType::f32   ? dequantizeFormat<F32>
                                 : dtype == DType::f16 ? dequantizeFormat<F16>
                                                       : dequantizeFormat<BF16>;
    dequantizeDType(dtype, packed, scales, biases, groups, static_cast<std::size_t>(groupSize),
                    bits, weights);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(dequantize);

void dequantizeAffine(DType dtype, const std::uint8_t* packed, const void* scales,
                      const void* biases, std::size_t groups, int groupSize, int bits,
                      void* weights) {
    assert(isFloat(dtype) && isAffineBits(bits) && isAffineGroupSize(groupSize));
    HWY_DYNAMIC_DISPATCH(dequantize)
    (dtype, packed, static_cast<const std::uint8_t*>(scales),
     static_cast<const std::uint8_t*>(biases), groups, groupSize, bits,
     static_cast<std::uint8_t*>(weights));
}

}  // namespace quince

#endif  // HWY_ONCE

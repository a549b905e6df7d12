#include "core/kernels/quantize_affine_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <cstddef>
#include <cstdint>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/quantize_affine_f16.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/quantize_affine-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

void quantizeF16(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                 std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases) {
#if QUINCE_SCALAR_TARGET
    quantizeAffineReference(DType::f16, weights, groups, groupSize, bits, packed, scales, biases);
#else
    quantizeFormat<F16>(weights, groups, groupSize, bits, packed, scales, biases);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(quantizeF16);

void quantizeAffineF16(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                       std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases) {
    HWY_DYNAMIC_DISPATCH(quantizeF16)(weights, groups, groupSize, bits, packed, scales, biases);
}

}  // namespace quince

#endif  // HWY_ONCE

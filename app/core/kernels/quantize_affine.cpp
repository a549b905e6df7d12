#include "core/kernels/quantize_affine_formats.hpp"

#include <quince/kernels.hpp>

#include <cassert>

namespace quince {

void quantizeAffine(DType dtype, const void* weights, std::size_t groups, int groupSize, int bits,
                    std::uint8_t* packed, void* scales, void* biases) {
    assert(isFloat(dtype) && isAffineBits(bits) && isAffineGroupSize(groupSize));
    const auto quantize = dtype == DType::f32   ? quantizeAffineF32
                          : dtype == DType::f16 ? quantizeAffineF16
                                                : quantizeAffineBF16;
    quantize(static_cast<const std::uint8_t*>(weights), groups, groupSize, bits, packed,
             static_cast<std::uint8_t*>(scales), static_cast<std::uint8_t*>(biases));
}

}  // namespace quince

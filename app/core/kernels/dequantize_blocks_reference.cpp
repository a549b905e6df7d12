#include "core/kernels/block_formats.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

void dequantizeBlocksReference(QuantMode mode, DType dtype, const std::uint8_t* packed,
                               const std::uint8_t* scales, std::size_t blocks, void* weights) {
    const auto size = static_cast<std::size_t>(blockSize(mode));
    for (std::size_t i = 0; i < blocks * size; ++i) {
        const std::uint8_t stored = scales[i / size];
        const float scale =
            roundedTo(dtype, mode == QuantMode::nvfp4 ? fromE4m3(stored) : fromE8m0(stored));
        const float code = mode == QuantMode::mxfp8
                               ? fromE4m3(packed[i])
                               : fromE2m1(i % 2 == 0 ? packed[i / 2] : packed[i / 2] >> 4);
        storeFloat(dtype, weights, i, withCanonicalNaN(code * scale));
    }
}

}  // namespace quince

#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

void dequantizeAffineReference(DType dtype, const std::uint8_t* packed, const void* scales,
                               const void* biases, std::size_t groups, int groupSize, int bits,
                               void* weights) {
    const auto size = static_cast<std::size_t>(groupSize);
    const unsigned mask = (1u << bits) - 1;
    unsigned pending = 0;  // bits read but not yet used, the oldest lowest
    int pendingBits = 0;
    for (std::size_t i = 0; i < groups * size; ++i) {
        if (pendingBits < bits) {
            pending |= static_cast<unsigned>(*packed++) << pendingBits;
            pendingBits += 8;
        }
        const auto code = static_cast<float>(pending & mask);
        pending >>= bits;
        pendingBits -= bits;

        const float product = roundedTo(dtype, code * loadFloat(dtype, scales, i / size));
        const float sum = product + loadFloat(dtype, biases, i / size);
        storeFloat(dtype, weights, i, withCanonicalNaN(sum));
    }
}

}  // namespace quince

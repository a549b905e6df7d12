#pragma once

#include "core/kernels/buffer.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

namespace quince {

/// What quantizing gives.
struct AffineResult {
    AffineResult(DType dtype, std::size_t groups, int groupSize, int bits)
        : packed(groups * affineGroupBytes(groupSize, bits)),
          scales(groups * bytesPerElement(dtype)),
          biases(groups * bytesPerElement(dtype)) {}

    Buffer packed;
    Buffer scales;
    Buffer biases;
};

/// quantizeAffine or its reference.
using Quantize = decltype(&quantizeAffine);
using Dequantize = decltype(&dequantizeAffine);

inline AffineResult quantized(Quantize quantize, DType dtype, const void* weights,
                              std::size_t groups, int groupSize, int bits) {
    AffineResult result(dtype, groups, groupSize, bits);
    quantize(dtype, weights, groups, groupSize, bits, result.packed.data(), result.scales.data(),
             result.biases.data());
    return result;
}

inline Buffer dequantized(Dequantize dequantize, DType dtype, const AffineResult& from,
                          std::size_t groups, int groupSize, int bits) {
    Buffer weights(groups * static_cast<std::size_t>(groupSize) * bytesPerElement(dtype));
    dequantize(dtype, from.packed.data(), from.scales.data(), from.biases.data(), groups, groupSize,
               bits, weights.data());
    return weights;
}

}  // namespace quince

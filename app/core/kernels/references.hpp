#pragma once

#include <quince/dtype.hpp>
#include <quince/kernels.hpp>
#include <quince/quant_mode.hpp>

#include <cstddef>
#include <cstdint>

// Readable scalar twins of <quince/kernels.hpp>, same contracts. They define the result: the
// vector code must equal them bit for bit. They also serve CPUs without a supported vector unit.

namespace quince {

void castFloatsReference(DType from, const void* source, DType to, void* target, std::size_t count);

void quantizeAffineReference(DType dtype, const void* weights, std::size_t groups, int groupSize,
                             int bits, std::uint8_t* packed, void* scales, void* biases);

void refineAffineReference(DType dtype, const void* weights, std::size_t groups, int groupSize,
                           int bits, const ColumnImportance& importance, std::uint8_t* packed,
                           void* scales, void* biases);

void dequantizeAffineReference(DType dtype, const std::uint8_t* packed, const void* scales,
                               const void* biases, std::size_t groups, int groupSize, int bits,
                               void* weights);

void quantizeBlocksReference(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                             std::uint8_t* packed, std::uint8_t* scales);

void refineBlocksReference(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                           const ColumnImportance& importance, std::uint8_t* packed,
                           std::uint8_t* scales);

/// Quantizes one block with a scale that was chosen.
void encodeBlockReference(QuantMode mode, DType dtype, const void* weights, std::size_t block,
                          float divisor, std::uint8_t* packed);

void dequantizeBlocksReference(QuantMode mode, DType dtype, const std::uint8_t* packed,
                               const std::uint8_t* scales, std::size_t blocks, void* weights);

}  // namespace quince

#pragma once

#include <quince/dtype.hpp>
#include <quince/quant_mode.hpp>

#include <cstddef>
#include <cstdint>

namespace quince {

// The arithmetic on weights: casts between float formats, and affine quantization. Everything
// here works on plain memory, picks the widest vector unit of the CPU at the first call, needs
// no alignment, allocates nothing and gives the same bytes on every CPU. Thread-safe. Sources
// and destinations must not overlap. Formats are little-endian, as in safetensors.

/// Converts `count` values among F32, F16 and BF16.
///
/// Widening is exact, denormals included. Narrowing rounds to nearest, ties to even; what is too
/// large becomes infinity. A NaN stays a quiet NaN: in F16 with its sign and the upper bits of its
/// payload, in BF16 always 0x7FC0 (MLX: `mlx/types/bf16.h`). Equal dtypes copy the bytes.
///
/// REQUIRES: isFloat(from) and isFloat(to); `source` and `target` hold `count` values each.
void castFloats(DType from, const void* source, DType to, void* target, std::size_t count);

/// 8-bit floats times `scale`, in F32. E4M3 is the kind without infinities ("fn"); NaN codes become
/// NaN. Format: OCP 8-bit Floating Point Specification; the same values as MLX's `from_fp8`
/// (`mlx/fp8.h`) but for the NaN codes, which that one reads as 480.
///
/// REQUIRES: from is F8_E4M3 or F8_E5M2; `codes` and `values` hold `count` values each.
void decodeFloat8(DType from, const std::uint8_t* codes, float scale, float* values,
                  std::size_t count);

/// What affine quantization can be asked for.
constexpr bool isAffineBits(int bits) {
    return (bits >= 2 && bits <= 6) || bits == 8;
}
constexpr bool isAffineGroupSize(int size) {
    return size == 32 || size == 64 || size == 128;
}

/// Bytes that the packed codes of one group take.
constexpr std::size_t affineGroupBytes(int groupSize, int bits) {
    return static_cast<std::size_t>(groupSize) * static_cast<std::size_t>(bits) / 8;
}

/// Quantizes `groups` consecutive groups of `groupSize` weights, bit for bit as MLX 0.32 does on
/// its CPU (`mlx/backend/cpu/quantized.cpp`, `quantize`). Per group, in float32, n = 2^bits - 1:
///
///     s    = max((hi - lo) / n, 1e-7), negated unless |lo| > |hi|
///     edge = |lo| > |hi| ? lo : hi
///     q0   = rint(edge / s)                          ties to even
///     if q0 != 0:  s = edge / q0, b = edge           else b = 0
///     code = clamp(rint((w - b) / s), 0, n)          with the unrounded s and b
///
/// Where MLX leaves the result open: NaN weights do not count for lo and hi, the code of a NaN
/// quotient is 0, and a NaN scale or bias is stored as the positive quiet NaN.
///
///     weights        [groups * groupSize]  of `dtype`
///     packed         [groups * affineGroupBytes]  one bit stream, first code in the lowest bits
///     scales, biases [groups]              of `dtype`, rounded to nearest even
///
/// A row of K weights is K / groupSize groups, and rows follow each other without a gap.
/// REQUIRES: isFloat(dtype), isAffineBits(bits), isAffineGroupSize(groupSize).
void quantizeAffine(DType dtype, const void* weights, std::size_t groups, int groupSize, int bits,
                    std::uint8_t* packed, void* scales, void* biases);

/// How much each column of a matrix counts, for searches that weigh errors. Group i of a kernel's
/// call lies in columns of group (firstGroup + i) % rowGroups of a row. The default: all alike.
struct ColumnImportance {
    const float* values = nullptr;  ///< [rowGroups * groupSize], not negative; not owned
    std::size_t rowGroups = 0;
    std::size_t firstGroup = 0;
};

/// Quantizes as quantizeAffine does, into the same format, but searches for scales, biases and
/// codes. Of what is stored, r = w - (code * scale + bias), it makes
///
///     sum h r^2 + g (sum h r w)^2 / sum h w^2            h: the importance of the column, or 1
///                                                        g: 4 at 2 and 3 bits, from 4 bits on 1
/// small, in float32, and keeps quantizeAffine's own result for a group where it finds no smaller
/// value. The second term counts errors along the weights themselves: the least squares make
/// quantized weights too small in the mean, and such errors, alike in all layers, add up where
/// others cancel. Measured on a trained 3-million-weight Llama at group 64, KL of the logits as a
/// share of quantizeAffine's: 0.50 at 2 bits with the term, 0.60 without; no difference that
/// stands out of the noise (0.02) from 4 bits on.
///
/// REQUIRES: as quantizeAffine; importance.rowGroups > 0 where it has values.
void refineAffine(DType dtype, const void* weights, std::size_t groups, int groupSize, int bits,
                  const ColumnImportance& importance, std::uint8_t* packed, void* scales,
                  void* biases);

/// The way back, `code * scale + bias`, product and sum each rounded to `dtype` (MLX:
/// `mlx/ops.cpp`, `affine_dequantize`). Shapes and conditions as above; NaN results are the
/// positive quiet NaN.
void dequantizeAffine(DType dtype, const std::uint8_t* packed, const void* scales,
                      const void* biases, std::size_t groups, int groupSize, int bits,
                      void* weights);

/// Bytes that the packed codes of one block take.
constexpr std::size_t blockBytes(QuantMode mode) {
    return static_cast<std::size_t>(blockSize(mode) * blockBits(mode)) / 8;
}

/// Quantizes `blocks` consecutive blocks of blockSize(mode) weights, bit for bit as MLX 0.32 does
/// on its CPU (`mlx/ops.cpp`, `fp_quantize`). Per block, each step rounded to `dtype`, with
/// top = 448 for mxfp8, else 6:
///
///     ratio = max|w| / top
///     mxfp4, mxfp8:  scale = 2^rint(log2(ratio)), 1 if ratio is 0     ties to even
///     nvfp4:         scale = E4M3(ratio)
///     code  = the nearest to w / scale: in E2M1 the smaller one of two that are as near, in E4M3
///             the even one; what is too large becomes the largest
///
/// With a scale of 0 (nvfp4, ratio up to 2^-10) all codes are 0. E4M3 rounds to nearest even and
/// ends at 448. Weights beyond 2^23 times the scale get code 0 in nvfp4, as in MLX.
///
/// Where MLX leaves the result open: exponents end at -127 (there the byte runs over), a block of
/// mxfp4 or mxfp8 with an infinity or a NaN gets scale 255 and codes 0, which read as NaN, and a
/// NaN in nvfp4 gets code 0.
///
///     weights [blocks * blockSize]   of `dtype`
///     packed  [blocks * blockBytes]  first code in the lowest bits
///     scales  [blocks]
///
/// REQUIRES: isFloat(dtype), isBlockMode(mode).
void quantizeBlocks(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                    std::uint8_t* packed, std::uint8_t* scales);

/// Quantizes as quantizeBlocks does, into the same format, but chooses the scale of each block: of
/// the usual one and another the one with the smaller
///
///     sum h (w - code * scale)^2             h: the importance of the column, or 1
///
/// in float32, added up in a fixed order, with the codes that quantizeBlocks would choose for it.
/// The other has the exponent one higher (mxfp4, mxfp8), or it is, of the E4M3 numbers from one
/// below to six above, the one that does best if codes are nearest to w / scale (nvfp4: quotients
/// are rounded to `dtype` there, which costs much and changes little). Squared error relative to
/// quantizeBlocks, normal weights of several magnitudes: 0.84 to 0.99 (mxfp4), 0.73 to 0.75
/// (nvfp4), 0.2 to 1 (mxfp8).
///
/// REQUIRES: as quantizeBlocks; importance.rowGroups > 0 where it has values, which are for groups
/// of blockSize(mode).
void refineBlocks(QuantMode mode, DType dtype, const void* weights, std::size_t blocks,
                  const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales);

/// The way back, `code * scale`, the scale and the product each rounded to `dtype` (MLX:
/// `mlx/ops.cpp`, `fp_dequantize`). As there, the E4M3 code 0x7F reads as 480 and the E8M0 scale
/// 255 as infinity. Shapes and conditions as above; NaN results are the positive quiet NaN.
void dequantizeBlocks(QuantMode mode, DType dtype, const std::uint8_t* packed,
                      const std::uint8_t* scales, std::size_t blocks, void* weights);

}  // namespace quince

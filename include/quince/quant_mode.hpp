#pragma once

namespace quince {

/// How codes are stored. Names as in mlx.core.quantize(mode=...).
enum class QuantMode { affine, mxfp4, nvfp4, mxfp8 };

/// The modes whose codes are small floats with one 8-bit scale for each block of weights:
///
///     mode   block  code                  scale
///     mxfp4    32   E2M1, 4 bits          E8M0: 2^(byte - 127)
///     nvfp4    16   E2M1, 4 bits          E4M3
///     mxfp8    32   E4M3, 8 bits          E8M0
constexpr bool isBlockMode(QuantMode mode) {
    return mode != QuantMode::affine;
}
/// Weights of a block. REQUIRES: isBlockMode(mode)
constexpr int blockSize(QuantMode mode) {
    return mode == QuantMode::nvfp4 ? 16 : 32;
}
/// Bits of a code. REQUIRES: isBlockMode(mode)
constexpr int blockBits(QuantMode mode) {
    return mode == QuantMode::mxfp8 ? 8 : 4;
}

}  // namespace quince

#pragma once

#include <quince/dtype.hpp>
#include <quince/quant_mode.hpp>

#include <cstdint>
#include <string>
#include <vector>

// Results of MLX 0.32.2 on a CPU, in tests/data/kernels.safetensors.

namespace quince {

/// The bytes of one tensor. Fails the test, and gives nothing, if it is not there.
std::vector<std::uint8_t> golden(const std::string& name);

/// `input.<dtype>` has this shape, quantized along the columns.
inline constexpr std::size_t goldenRows = 30;
inline constexpr std::size_t goldenColumns = 256;

/// One affine result: tensors `<name>.weight`, `.scales`, `.biases` and `.dequantized`.
struct AffineGolden {
    DType dtype;
    int bits;
    int groupSize;
    std::string input;
    std::string name;
};

std::vector<AffineGolden> affineGoldens();

/// One result of a block mode: tensors `<name>.weight`, `.scales` and `.dequantized`.
struct BlockGolden {
    DType dtype;
    QuantMode mode;
    std::string input;
    std::string name;
};

std::vector<BlockGolden> blockGoldens();

}  // namespace quince

#pragma once

#include <cstddef>
#include <cstdint>

// quantizeAffine for one dtype each: three files, so that each compiles in reasonable time.

namespace quince {

void quantizeAffineF32(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                       std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases);

void quantizeAffineF16(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                       std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases);

void quantizeAffineBF16(const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
                        std::uint8_t* packed, std::uint8_t* scales, std::uint8_t* biases);

}  // namespace quince

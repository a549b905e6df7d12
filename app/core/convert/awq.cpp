#include "core/convert/awq.hpp"

#include <quince/kernels.hpp>

namespace quince {
namespace {

std::uint32_t nibble(std::uint32_t word, unsigned index) {
    return (word >> (4 * index)) & 15U;
}

}  // namespace

void repackAwqCodes(std::span<const std::uint32_t> words, std::size_t inputs,
                    std::span<std::uint32_t> codes) {
    std::size_t out = 0;
    for (std::size_t row = 0; row < words.size(); row += inputs) {
        for (const unsigned place : awqOrder) {
            for (std::size_t first = row; first < row + inputs; first += 8) {
                std::uint32_t packed = 0;
                for (unsigned k = 0; k < 8; ++k) {
                    packed |= nibble(words[first + k], place) << (4 * k);
                }
                codes[out++] = packed;
            }
        }
    }
}

void awqBiases(std::span<const std::uint32_t> zeros, std::size_t groups, DType dtype,
               const std::byte* scales, std::byte* biases, std::span<float> row) {
    const std::size_t rowBytes = groups * bytesPerElement(dtype);
    for (std::size_t first = 0; first < zeros.size(); first += groups) {
        for (const unsigned place : awqOrder) {
            castFloats(dtype, scales, DType::f32, row.data(), groups);
            for (std::size_t group = 0; group < groups; ++group) {
                row[group] *= -static_cast<float>(nibble(zeros[first + group], place));
            }
            castFloats(DType::f32, row.data(), dtype, biases, groups);
            scales += rowBytes;
            biases += rowBytes;
        }
    }
}

}  // namespace quince

#include <quince/kernels.hpp>

#include <bit>

namespace quince {
namespace {

/// E4M3 ("fn": no infinities): the exponent and fraction stand where F32 has its own, 120 too low
/// (127 - 7), and the multiplication makes normal numbers of the denormals too. The last code is
/// the NaN.
float fromE4m3(std::uint8_t code) {
    const auto sign = static_cast<std::uint32_t>(code & 0x80U) << 24;
    const auto magnitude = static_cast<std::uint32_t>(code & 0x7FU);
    const std::uint32_t bits = sign | (magnitude << 20);
    const std::uint32_t nan = magnitude == 0x7F ? 0x7FC00000U : 0U;
    return std::bit_cast<float>(
        std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) * 0x1p120F) | nan);
}

/// E5M2: likewise, 112 too low (127 - 15); the highest exponent means infinities and NaN.
float fromE5m2(std::uint8_t code) {
    const auto sign = static_cast<std::uint32_t>(code & 0x80U) << 24;
    const auto magnitude = static_cast<std::uint32_t>(code & 0x7FU);
    const std::uint32_t bits = sign | (magnitude << 21);
    const std::uint32_t special = magnitude >= 0x7C ? 0x7F800000U : 0U;
    return std::bit_cast<float>(
        std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) * 0x1p112F) | special);
}

}  // namespace

void decodeFloat8(DType from, const std::uint8_t* codes, float scale, float* values,
                  std::size_t count) {
    if (from == DType::f8e5m2) {
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = fromE5m2(codes[i]) * scale;
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = fromE4m3(codes[i]) * scale;
    }
}

}  // namespace quince

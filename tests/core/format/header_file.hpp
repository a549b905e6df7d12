#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quince::test {

/// Eight bytes, little-endian.
inline std::string lengthText(std::uint64_t length) {
    std::string text;
    for (int shift = 0; shift < 64; shift += 8) {
        text += static_cast<char>(length >> shift & 0xFF);
    }
    return text;
}

/// A safetensors file with that header and that much data.
inline std::string fileWith(std::string_view json, std::size_t dataBytes = 0) {
    return lengthText(json.size()) + std::string(json) + std::string(dataBytes, 'd');
}

}  // namespace quince::test

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quince {

/// Bytes of the character that begins with `lead`. REQUIRES: `lead` begins a character.
constexpr std::size_t utf8Length(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The character at `at`. REQUIRES: `text` is UTF-8, a character begins at `at`.
constexpr std::uint32_t utf8At(std::string_view text, std::size_t at) {
    const std::size_t length = utf8Length(text[at]);
    constexpr std::uint32_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t code = static_cast<unsigned char>(text[at]) & masks[length];
    for (std::size_t i = 1; i < length; ++i) {
        code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    return code;
}

/// Appends a character below U+0800.
inline void appendUtf8(std::uint32_t code, std::string& text) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else {
        text += static_cast<char>(0xC0 | (code >> 6));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// Unicode's White_Space (PropList.txt).
constexpr bool isWhiteSpace(std::uint32_t code) {
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

}  // namespace quince

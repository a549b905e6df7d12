#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quince {

constexpr bool isControl(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

/// Length in bytes of the well-formed UTF-8 character that `text` begins with; 0 if there is none.
std::size_t characterLength(std::string_view text);

bool isUtf8(std::string_view text);

/// Code points. REQUIRES: isUtf8(text)
std::size_t countCharacters(std::string_view text);

/// The same text with each byte that is no part of a character replaced by U+FFFD.
std::string repairedUtf8(std::string_view text);

}  // namespace quince

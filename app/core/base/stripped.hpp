#pragma once

#include <string>
#include <string_view>

namespace quince {

/// Without white space at both ends, nor a byte order mark at the beginning: what trim() of
/// JavaScript leaves.
inline std::string stripped(std::string_view text) {
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(byteOrderMark)) {
        text.remove_prefix(byteOrderMark.size());
    }
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return begin == text.npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

}  // namespace quince

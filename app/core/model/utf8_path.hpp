#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace quince {

/// Names are UTF-8 in every value of ours; std::filesystem::path is not on Windows.
inline std::string toUtf8(const std::filesystem::path& path) {
    const std::u8string text = path.generic_u8string();
    return {text.begin(), text.end()};
}

inline std::filesystem::path fromUtf8(std::string_view text) {
    return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

}  // namespace quince

#include "core/model/small_file.hpp"

#include <fstream>

namespace quince {

std::optional<std::string> readSmallFile(const std::filesystem::path& path, std::size_t limit) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) {  // opening a pipe would wait for ever
        return std::nullopt;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (failure || size > limit) {
        return std::nullopt;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file) {
        return std::nullopt;
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    return text;
}

}  // namespace quince

#include <quince/safe_path.hpp>

namespace quince {

bool isSafeRelativePath(std::string_view path) {
    if (path.empty() || path.size() > 4096) {
        return false;
    }
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || c == '\\' || c == ':') {
            return false;
        }
    }
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        // Windows drops trailing dots and spaces, so ".. " and "..." would be ".." there.
        if (part.find_first_not_of(". ") == std::string_view::npos) {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        path.remove_prefix(slash + 1);
    }
}

}  // namespace quince

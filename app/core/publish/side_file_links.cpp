#include "core/publish/side_file_links.hpp"

#include "core/base/file.hpp"

#include <algorithm>

namespace quince {
namespace {

namespace fs = std::filesystem;

bool isBlob(const fs::path& file) {
    const std::string name = toUtf8(file.filename());
    return file.parent_path().filename() == "blobs" && (name.size() == 40 || name.size() == 64) &&
           name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool isBelow(const fs::path& file, const fs::path& folder) {
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end();
}

}  // namespace

bool staysWithModel(const fs::path& folder, const std::string& name) {
    std::error_code failure;
    const fs::path root = fs::canonical(folder, failure);
    const fs::path file =
        failure ? fs::path() : fs::canonical(folder / pathFromUtf8(name), failure);
    return !failure && fs::is_regular_file(file, failure) && (isBelow(file, root) || isBlob(file));
}

}  // namespace quince

#include "hub/link_probe.hpp"

#include "hub/cache_files.hpp"

#include <quince/file.hpp>

namespace hub {

namespace fs = std::filesystem;

std::error_code makeSymlink(const fs::path& target, const fs::path& link) {
    std::error_code failure;
    fs::create_symlink(target, link, failure);
    return failure;
}

bool canLink(const fs::path& folder, const MakeLink& makeLink) {
    const fs::path work = folder / uniqueName();
    const bool can = makeFolders(work) && quince::File::create(work / "file") &&
                     !makeLink("file", work / "link") && isWholeFile(work / "link", 0);
    std::error_code ignored;
    fs::remove_all(work, ignored);
    return can;
}

}  // namespace hub

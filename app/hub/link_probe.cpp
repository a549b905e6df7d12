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

FolderAbilities probeFolder(const fs::path& folder, const MakeLink& makeLink) {
    const fs::path work = folder / uniqueName();
    FolderAbilities abilities;
    std::error_code failure;
    if (makeFolders(work) && quince::File::create(work / "file")) {
        abilities.tellsCaseApart = !fs::exists(work / "FILE", failure);
        abilities.links = !makeLink("file", work / "link") && isWholeFile(work / "link", 0);
    }
    fs::remove_all(work, failure);
    return abilities;
}

}  // namespace hub

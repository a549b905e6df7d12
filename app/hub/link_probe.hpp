#pragma once

#include <filesystem>
#include <functional>
#include <system_error>

namespace hub {

/// Makes `link` a symbolic link that holds `target`, and says how that went. Tests give one that
/// fails. (Not QFile::link, which makes .lnk files on Windows.)
using MakeLink = std::function<std::error_code(const std::filesystem::path& target,
                                               const std::filesystem::path& link)>;

[[nodiscard]] std::error_code makeSymlink(const std::filesystem::path& target,
                                          const std::filesystem::path& link);

/// What the file system of a folder can do.
struct FolderAbilities {
    bool links = false;
    bool tellsCaseApart = true;  ///< "Readme" and "README" are two files
};

/// Tries it out in a folder of its own below `folder`, and removes that again. Where nothing can be
/// written, nothing can be linked.
[[nodiscard]] FolderAbilities probeFolder(const std::filesystem::path& folder,
                                          const MakeLink& makeLink);

}  // namespace hub

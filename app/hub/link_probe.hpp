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

/// Whether links can be made in `folder`: tries it in a folder of its own below, and removes that
/// again.
[[nodiscard]] bool canLink(const std::filesystem::path& folder, const MakeLink& makeLink);

}  // namespace hub

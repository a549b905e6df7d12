#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// Two names with the same identity are one file on disk: a symlink and its blob, or hard links.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;

    friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

struct ListedFile {
    std::string name;  ///< relative, parts separated by '/'
    std::uint64_t bytes = 0;
    FileIdentity identity;
    bool present = false;  ///< false: a link that leads nowhere, or round in a circle
};

/// Every file below one folder, links to files followed, links to folders not.
struct FolderListing {
    std::vector<ListedFile> files;  ///< sorted by name

    [[nodiscard]] const ListedFile* find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;  ///< listed and present
};

/// Leaves out hidden folders (.git, .cache) and what systems strew about (.DS_Store, ._x,
/// Thumbs.db, desktop.ini). At most 20,000 files, of folders at most `levels` deep.
FolderListing listFolder(const std::filesystem::path& folder, int levels = 6);

/// Sizes summed with each file counted once. Sorts and uses up `files`.
std::uint64_t uniqueBytes(std::vector<ListedFile> files);

}  // namespace quince

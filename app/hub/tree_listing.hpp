#pragma once

#include "hub/model_info.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What the blob of a file is called in the cache: its sha256, or else git's name for it.
[[nodiscard]] const std::string& etagOf(const RepoFile& file);

/// trees/<commit>.json of huggingface_hub, version 1, keys sorted.
[[nodiscard]] std::string treeListingText(const std::vector<RepoFile>& files);

/// The listing that a client left in the cache, sorted by path; nothing if there is none or it is
/// not to be used: another version, a value of the wrong type, a path that is not usable.
[[nodiscard]] std::optional<std::vector<RepoFile>> readTreeListing(
    const std::filesystem::path& file);

}  // namespace hub

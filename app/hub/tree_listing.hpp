#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// One file of a repo at a commit. Digests are lower-case hex, or empty where the server tells
/// none.
struct RepoFile {
    std::string path;       ///< parts separated by '/'; from a server, so not to be trusted
    std::int64_t size = 0;  ///< bytes of the content, not of its LFS pointer
    std::string blobId;     ///< git's sha1 of the blob (of the pointer, for an LFS file)
    std::string sha256;     ///< of the content; LFS files only

    friend bool operator==(const RepoFile&, const RepoFile&) = default;
};

/// What the blob of a file is called in the cache: its sha256, or else git's name for it.
[[nodiscard]] const std::string& etagOf(const RepoFile& file);

/// trees/<commit>.json of huggingface_hub, version 1, keys sorted.
[[nodiscard]] std::string treeListingText(const std::vector<RepoFile>& files);

/// A listing that a client left on the disk, sorted by path; nothing if there is none or it is not
/// to be used: another version, a value of the wrong type, a path that leads out of the repo.
/// As HubApi::listFiles, so whoever stores some of the files asks checkListing about those.
[[nodiscard]] std::optional<std::vector<RepoFile>> readTreeListing(
    const std::filesystem::path& file);

}  // namespace hub

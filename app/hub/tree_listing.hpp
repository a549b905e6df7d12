#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// One file of a repo at a commit, as the Hub's tree listing tells it.
struct RepoFile {
    std::string path;  ///< parts separated by '/'; from a server, so not to be trusted
    std::uint64_t size = 0;
    std::string blobId;   ///< sha1 as git names it: of a large file, of its pointer
    std::string sha256;   ///< of a large file (LFS); empty otherwise
    std::string xetHash;  ///< may be empty; only handed on

    /// What the blob in the cache is called.
    [[nodiscard]] const std::string& etag() const { return sha256.empty() ? blobId : sha256; }

    friend bool operator==(const RepoFile&, const RepoFile&) = default;
};

/// trees/<commit>.json of huggingface_hub, version 1, keys sorted.
[[nodiscard]] std::string treeListingText(const std::vector<RepoFile>& files);

/// The listing that a client left in the cache, sorted by path; nothing if there is none or it is
/// not to be used: another version, a value of the wrong type, a path that is not usable.
[[nodiscard]] std::optional<std::vector<RepoFile>> readTreeListing(
    const std::filesystem::path& file);

}  // namespace hub

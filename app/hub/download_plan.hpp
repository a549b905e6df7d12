#pragma once

#include "hub/cache_layout.hpp"
#include "hub/file_patterns.hpp"
#include "hub/tree_listing.hpp"

#include <quince/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hub {

/// One content to have in the cache, under one name or several.
struct PlannedBlob {
    enum class State {
        placed,   ///< all its names are there, with the right size
        here,     ///< its bytes are there, a name is not
        missing,  ///< to be fetched
    };

    std::string etag;
    std::uint64_t size = 0;
    std::vector<std::string> paths;  ///< in the repo; not empty
    State state = State::missing;
    std::uint64_t resumable = 0;  ///< bytes that an earlier run has left; they may prove wrong
};

/// What a download would do: what there is, what is missing, whether it fits.
struct DownloadPlan {
    std::string repoId;
    std::string revision;  ///< as asked for: "main"
    std::string commit;
    std::vector<PlannedBlob> blobs;  ///< in the order of fetching: small files, then the shards
    std::vector<RepoFile> listing;   ///< all files of the repo, if all are to be fetched
    std::string note;                ///< for a person: another name of the repo; mostly empty

    std::uint64_t files = 0;           ///< names to be there in the end
    std::uint64_t bytesTotal = 0;      ///< of all blobs
    std::uint64_t bytesThere = 0;      ///< of blobs that need no fetching
    std::uint64_t bytesResumable = 0;  ///< of partial ones
    std::uint64_t spaceNeeded = 0;     ///< on the disk, with a margin; 0 if nothing is missing
    std::uint64_t spaceFree = 0;

    [[nodiscard]] std::uint64_t bytesMissing() const {
        return bytesTotal - bytesThere - bytesResumable;
    }
    [[nodiscard]] bool fits() const { return spaceNeeded <= spaceFree; }
    [[nodiscard]] bool isDone() const;
};

/// Left free on the cache's disk beside what is fetched.
inline constexpr std::uint64_t spaceMargin = 1'000'000'000;

/// Compares the files of `listing` that `patterns` selects with the cache. Reads names and sizes;
/// makes nothing. `mayLink`: HubEnvironment::mayLink; copies need more space.
/// Errors: unsupported: no safetensors weights, said with what there is instead; untrusted: a
/// listing that cannot be laid out as files (checkListing) or contradicts itself.
quince::Result<DownloadPlan> planDownload(const CacheLayout& layout, std::string_view repoId,
                                          std::string_view revision, std::string_view commit,
                                          const std::vector<RepoFile>& listing,
                                          const FilePatterns& patterns, bool mayLink);

}  // namespace hub

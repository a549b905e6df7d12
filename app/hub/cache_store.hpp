#pragma once

#include "hub/cache_layout.hpp"
#include "hub/link_probe.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct RepoFile;

/// Writes one model repo of the Hugging Face cache, exactly as huggingface_hub lays it out. The
/// order of calls that never shows a broken state: beginSnapshot, place for each blob, writeTree if
/// the whole repo is there, sync, and then writeRef. Thread-safe as long as no two threads place
/// the same blob.
class CacheStore {
public:
    /// Makes the folders and CACHEDIR.TAG, and finds out whether links can be made.
    /// `mayLink`: HubEnvironment::mayLink. Errors: io, diskFull.
    static quince::Result<CacheStore> open(CacheLayout layout, bool mayLink,
                                           MakeLink makeLink = makeSymlink);

    [[nodiscard]] const CacheLayout& layout() const { return m_layout; }
    /// False: files stand in the snapshots themselves, and blobs/ may be empty.
    [[nodiscard]] bool links() const { return m_links; }

    /// Errors: io, diskFull.
    quince::Status beginSnapshot(std::string_view commit) const;

    /// Gives the blob its names in a snapshot: relative links, or, where there are none, the file
    /// itself: `isNew` moves the blob to one of them, the others and those of a blob that was there
    /// before are copies. Without a blob, one of `paths` that is whole is copied to the others.
    /// `bytes`: its size; names that are whole already stay. `workTag`: of the partial name that a
    /// copy has while it grows. Errors: io, diskFull, notFound (no blob), stopped.
    quince::Status place(std::string_view etag, std::uint64_t bytes, std::string_view commit,
                         const std::vector<std::string>& paths, bool isNew,
                         std::string_view workTag, const quince::StopToken& stop) const;

    /// That there is no such file in that commit. Makes only sense beside a snapshot; failures
    /// do not matter.
    void writeNoExist(std::string_view commit, std::string_view path) const;

    /// The listing of the whole repo at that commit. REQUIRES: each of the files is in the
    /// snapshot; huggingface_hub takes a snapshot for broken that lacks one. Errors: io, diskFull.
    quince::Status writeTree(std::string_view commit, const std::vector<RepoFile>& files) const;

    /// Puts the names that were made for `commit` on the disk itself. Errors: io.
    quince::Status sync(std::string_view commit, const std::vector<std::string>& paths) const;

private:
    CacheStore(CacheLayout layout, MakeLink makeLink);

    [[nodiscard]] bool link(std::string_view etag, std::uint64_t bytes, std::string_view path,
                            const std::filesystem::path& pointer) const;
    [[nodiscard]] quince::Status placeCopies(std::string_view etag, std::uint64_t bytes,
                                             std::string_view commit,
                                             const std::vector<std::string>& missing,
                                             const std::filesystem::path& source, bool moveLast,
                                             std::string_view workTag,
                                             const quince::StopToken& stop) const;

    CacheLayout m_layout;
    MakeLink m_makeLink;
    bool m_links = false;
};

/// Whether it is known that `revision` is `commit`: it is a commit itself, or its ref says so.
[[nodiscard]] bool needsNoRef(const CacheLayout& layout, std::string_view revision,
                              std::string_view commit);

/// That `revision` is `commit`: to be written last. Nothing to do where needsNoRef.
/// Errors: io, diskFull.
quince::Status writeRef(const CacheLayout& layout, std::string_view revision,
                        std::string_view commit);

}  // namespace hub

#include "hub/cache_store.hpp"

#include "hub/cache_files.hpp"
#include "hub/repo_listing.hpp"
#include "hub/tree_listing.hpp"

#include <quince/file.hpp>
#include <quince/repo_id.hpp>

#include <set>
#include <span>
#include <utility>

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::Status;

// What huggingface_hub writes; backup programs know the first line.
constexpr std::string_view cacheTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file is a cache directory tag created by huggingface_hub.\n"
    "# For information about cache directory tags, see:\n"
    "#\thttps://bford.info/cachedir/\n";

constexpr std::uint64_t longestRef = 256;

/// A cache without it works just as well.
void tagCache(const fs::path& cache) {
    if (quince::Result<quince::File> tag = quince::File::create(cache / "CACHEDIR.TAG")) {
        static_cast<void>(tag->writeAt(0, std::as_bytes(std::span(cacheTag))));
    }
}

}  // namespace

CacheStore::CacheStore(CacheLayout layout, MakeLink makeLink)
    : m_layout(std::move(layout)), m_makeLink(std::move(makeLink)) {}

quince::Result<CacheStore> CacheStore::open(CacheLayout layout, bool mayLink, MakeLink makeLink) {
    CacheStore store(std::move(layout), std::move(makeLink));
    const fs::path locks = store.m_layout.cache() / ".locks";  // readers of a cache pass it over
    for (const fs::path& folder : {locks, store.m_layout.blobs()}) {
        if (Status made = makeFolders(folder); !made) {
            return std::move(made).error();
        }
    }
    tagCache(store.m_layout.cache());
    store.m_links = mayLink && canLink(locks, store.m_makeLink);
    return store;
}

Status CacheStore::beginSnapshot(std::string_view commit) const {
    return makeFolders(m_layout.snapshot(commit));
}

Status CacheStore::place(std::string_view etag, std::uint64_t bytes, std::string_view commit,
                         const std::vector<std::string>& paths, bool isNew,
                         std::string_view workTag, const quince::StopToken& stop) const {
    fs::path source = m_layout.blob(etag);
    const bool hasBlob = isWholeFile(source, bytes);
    std::vector<std::string> missing;
    for (const std::string& path : paths) {
        const fs::path pointer = m_layout.pointer(commit, path);
        if (!isWholeFile(pointer, bytes)) {
            missing.push_back(path);
        } else if (!hasBlob) {
            source = pointer;
        }
    }
    if (!m_links || !hasBlob) {
        return placeCopies(etag, bytes, commit, missing, source, isNew && hasBlob, workTag, stop);
    }
    for (auto path = missing.begin(); path != missing.end(); ++path) {
        if (!link(etag, bytes, *path, m_layout.pointer(commit, *path))) {
            const bool isLinked = path != missing.begin();  // then the blob has to stay
            return placeCopies(etag, bytes, commit, {path, missing.end()}, source,
                               isNew && !isLinked, workTag, stop);
        }
    }
    return {};
}

bool CacheStore::link(std::string_view etag, std::uint64_t bytes, std::string_view path,
                      const fs::path& pointer) const {
    if (!makeFolders(pointer.parent_path())) {
        return false;
    }
    // Another process may put the same name there between our two steps.
    for (int attempt = 0; attempt < 3; ++attempt) {
        std::error_code ignored;
        fs::remove(pointer, ignored);  // a link that leads nowhere, or a file that is not whole
        if (!m_makeLink(linkTarget(etag, path), pointer) || isWholeFile(pointer, bytes)) {
            return true;
        }
    }
    return false;
}

Status CacheStore::placeCopies(std::string_view etag, std::uint64_t bytes, std::string_view commit,
                               const std::vector<std::string>& missing, const fs::path& source,
                               bool moveLast, std::string_view workTag,
                               const quince::StopToken& stop) const {
    if (!missing.empty() && !isWholeFile(source, bytes)) {
        return Error{ErrorCode::notFound, "the downloaded file " + missing.front() + " is gone",
                     source};
    }
    for (const std::string& path : missing) {
        const fs::path pointer = m_layout.pointer(commit, path);
        Status placed = makeFolders(pointer.parent_path());
        fs::path from = source;
        if (placed && !(moveLast && &path == &missing.back())) {
            from = m_layout.partial(etag, workTag);
            placed = copyContents(source, from, stop);
        }
        if (placed) {
            placed = moveFile(from, pointer);
        }
        if (!placed) {
            return placed;
        }
    }
    return {};
}

void CacheStore::writeNoExist(std::string_view commit, std::string_view path) const {
    const fs::path file = m_layout.noExist(commit, path);
    if (isPathForEverySystem(std::string(path)) && makeFolders(file.parent_path())) {
        static_cast<void>(quince::File::create(file));
    }
}

Status CacheStore::writeTree(std::string_view commit, const std::vector<RepoFile>& files) const {
    return replaceFile(m_layout.tree(commit), treeListingText(files), m_layout.repo());
}

Status CacheStore::sync(std::string_view commit, const std::vector<std::string>& paths) const {
    std::set<fs::path> folders{m_layout.blobs(), m_layout.snapshot(commit)};
    for (const std::string& path : paths) {
        for (fs::path folder = m_layout.pointer(commit, path).parent_path();
             folders.insert(folder).second; folder = folder.parent_path()) {
        }
    }
    for (const fs::path& folder : folders) {
        if (Status synced = quince::syncFolder(folder); !synced) {
            return synced;
        }
    }
    return {};
}

bool needsNoRef(const CacheLayout& layout, std::string_view revision, std::string_view commit) {
    if (quince::isCommitHash(revision)) {
        return true;
    }
    const quince::Result<std::string> now = quince::readWholeFile(layout.ref(revision), longestRef);
    return now && *now == commit;
}

Status writeRef(const CacheLayout& layout, std::string_view revision, std::string_view commit) {
    return needsNoRef(layout, revision, commit)
               ? Status()
               : replaceFile(layout.ref(revision), commit, layout.repo());
}

}  // namespace hub

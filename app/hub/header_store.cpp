#include "hub/header_store.hpp"

#include <quince/file.hpp>
#include <quince/repo_id.hpp>

#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace hub {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr const char* listingName = "listing.json";
constexpr const char* draftEnding = ".draft";
/// A draft that old was left behind by a program that crashed.
constexpr std::chrono::hours draftAge{24};

Error ioError(const fs::path& path, const std::error_code& failure) {
    const bool full = failure == std::errc::no_space_on_device;
    return {full ? ErrorCode::diskFull : ErrorCode::io,
            "Quince cannot keep what it saw of the model: " + failure.message(), path};
}

/// One commit that is kept.
struct Kept {
    fs::path folder;
    fs::file_time_type used;
    std::uint64_t bytes = 0;
};

std::uint64_t bytesIn(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        std::error_code ignored;
        const std::uintmax_t size = entry->file_size(ignored);
        bytes += ignored ? 0 : size;
    }
    return bytes;
}

/// Every commit below `root`; removes drafts that nobody writes any more.
std::vector<Kept> keptIn(const fs::path& root) {
    std::vector<Kept> all;
    std::error_code failure;
    fs::recursive_directory_iterator entry(root, failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::error_code ignored;
        if (entry.depth() != 1 || !entry->is_directory(ignored)) {
            continue;
        }
        entry.disable_recursion_pending();
        const fs::path& folder = entry->path();
        if (folder.extension() == draftEnding) {
            const auto written = fs::last_write_time(folder, ignored);
            if (!ignored && written < fs::file_time_type::clock::now() - draftAge) {
                fs::remove_all(folder, ignored);
            }
            continue;
        }
        const auto used = fs::last_write_time(folder / listingName, ignored);
        all.push_back({folder, ignored ? fs::file_time_type::min() : used, bytesIn(folder)});
    }
    return all;
}

}  // namespace

HeaderStore::Draft::Draft(fs::path folder, fs::path target)
    : m_folder(std::move(folder)), m_target(std::move(target)) {}

HeaderStore::Draft::Draft(Draft&& other) noexcept
    : m_folder(std::exchange(other.m_folder, {})), m_target(std::move(other.m_target)) {}

HeaderStore::Draft::~Draft() {
    if (!m_folder.empty()) {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
}

HeaderStore::HeaderStore(fs::path folder, std::uint64_t limit)
    : m_folder(std::move(folder)), m_limit(limit) {}

fs::path HeaderStore::folderOf(const RepoCommit& commit) const {
    return m_folder / quince::cacheFolderName(commit.repoId) / commit.commit;
}

std::optional<std::vector<RepoFile>> HeaderStore::listingOf(const RepoCommit& commit) const {
    const fs::path file = folderOf(commit) / listingName;
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    return readTreeListing(file);
}

Result<HeaderStore::Draft> HeaderStore::begin(const RepoCommit& commit) const {
    const fs::path target = folderOf(commit);
    fs::path folder = target;
    folder += "." + std::to_string(QRandomGenerator::global()->generate64()) + draftEnding;
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return ioError(folder, failure);
    }
    return Draft(std::move(folder), target);
}

Status HeaderStore::finish(Draft draft, const std::vector<RepoFile>& listing) const {
    if (Status written =
            quince::writeFileAtomically(draft.m_folder / listingName, treeListingText(listing));
        !written) {
        return written;
    }
    std::error_code failure;
    fs::rename(draft.m_folder, draft.m_target, failure);
    // Another program may have been quicker; what it has is the same.
    if (failure && !fs::exists(draft.m_target / listingName)) {
        return ioError(draft.m_target, failure);
    }
    if (!failure) {
        draft.m_folder.clear();
    }
    makeRoom(draft.m_target);
    return {};
}

void HeaderStore::forget(const RepoCommit& commit) const {
    std::error_code ignored;
    fs::remove_all(folderOf(commit), ignored);
}

void HeaderStore::makeRoom(const fs::path& kept) const {
    std::vector<Kept> all = keptIn(m_folder);
    std::sort(all.begin(), all.end(),
              [](const Kept& left, const Kept& right) { return left.used > right.used; });
    std::uint64_t bytes = bytesIn(kept);
    for (const Kept& commit : all) {
        if (commit.folder == kept) {
            continue;
        }
        bytes += commit.bytes;
        if (bytes > m_limit) {
            std::error_code ignored;
            fs::remove_all(commit.folder, ignored);
            fs::remove(commit.folder.parent_path(), ignored);  // if nothing else is in it
        }
    }
}

}  // namespace hub

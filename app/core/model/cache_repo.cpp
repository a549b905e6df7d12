#include "core/model/cache_repo.hpp"

#include "core/base/file.hpp"
#include "core/base/stripped.hpp"
#include "core/model/completeness.hpp"
#include "core/model/folder_listing.hpp"

#include <quince/repo_id.hpp>

#include <algorithm>
#include <map>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr int deepestRef = 4;
constexpr std::uint64_t largestRef = 4096;

using Refs = std::map<std::string, std::string>;  ///< name -> commit

void readRefs(const fs::path& folder, const std::string& prefix, int depth, Refs& refs,
              std::vector<std::string>& warnings) {
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const std::string name = toUtf8(entry->path().filename());
        std::error_code ignored;
        if (name.starts_with('.')) {
            continue;
        }
        if (entry->symlink_status(ignored).type() == fs::file_type::directory) {
            if (depth < deepestRef) {
                readRefs(entry->path(), prefix + name + "/", depth + 1, refs, warnings);
            }
            continue;
        }
        const Result<std::string> content = readWholeFile(entry->path(), largestRef);
        if (content && isCommitHash(stripped(*content))) {
            refs.emplace(prefix + name, stripped(*content));
        } else {
            warnings.push_back("the ref " + prefix + name + " does not name a commit");
        }
    }
}

/// Gives the files of each revision, by commit.
std::map<std::string, FolderListing> readRevisions(const fs::path& snapshots, const Refs& refs,
                                                   CachedModel& model) {
    std::map<std::string, FolderListing> listings;
    std::vector<ListedFile> everyFile;
    std::error_code failure;
    fs::directory_iterator entry(snapshots, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        CachedRevision revision;
        revision.commit = toUtf8(entry->path().filename());
        std::error_code ignored;
        if (!isCommitHash(revision.commit) || !entry->is_directory(ignored)) {
            if (!revision.commit.starts_with('.')) {
                model.warnings.push_back("snapshots holds " + revision.commit +
                                         ", which is not a revision");
            }
            continue;
        }
        revision.folder = entry->path();
        revision.modified = fs::last_write_time(entry->path(), ignored);
        for (const auto& [name, commit] : refs) {
            if (commit == revision.commit) {
                revision.refs.push_back(name);
            }
        }
        const FolderListing& listing =
            listings.emplace(revision.commit, listFolder(revision.folder)).first->second;
        everyFile.insert(everyFile.end(), listing.files.begin(), listing.files.end());
        revision.bytes = uniqueBytes(listing.files);
        model.revisions.push_back(std::move(revision));
    }
    model.bytes = uniqueBytes(std::move(everyFile));
    std::sort(model.revisions.begin(), model.revisions.end(),
              [](const CachedRevision& a, const CachedRevision& b) {
                  return a.modified != b.modified ? a.modified > b.modified : a.commit < b.commit;
              });
    return listings;
}

/// A partial download that was written to after the snapshot. Without a snapshot any counts.
bool hasNewerPartial(const fs::path& folder, fs::file_time_type snapshotTime) {
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        std::error_code ignored;
        if (entry->path().extension() == ".incomplete" &&
            fs::last_write_time(entry->path(), ignored) >= snapshotTime && !ignored) {
            return true;
        }
    }
    return false;
}

/// The current commit: what main names, else the only revision there is.
void chooseRevision(const Refs& refs, CachedModel& model) {
    const auto main = refs.find("main");
    if (main == refs.end()) {
        if (model.revisions.size() == 1) {
            model.current = 0;
        } else {
            model.state = model.revisions.empty() ? ModelState::absent : ModelState::undecided;
        }
        return;
    }
    for (std::size_t index = 0; index < model.revisions.size(); ++index) {
        if (model.revisions[index].commit == main->second) {
            model.current = index;
        }
    }
    if (!model.current) {
        model.state = ModelState::absent;
        model.warnings.push_back("main names " + main->second + ", which is not downloaded");
    }
}

/// Fills what depends on the current revision, or on the plain folder, whose files are `listing`.
void describeListed(const FolderListing& listing, CachedModel& model) {
    fs::path partials = model.root / ".cache/huggingface/download";
    fs::path treeFile;
    fs::file_time_type time = fs::file_time_type::min();
    if (model.kind == ModelKind::cache) {
        partials = model.root / "blobs";
        if (!model.current) {
            model.downloadInProgress = hasNewerPartial(partials, time);
            return;
        }
        const CachedRevision& revision = model.revisions[*model.current];
        model.folder = revision.folder;
        time = revision.modified;
        treeFile = model.root / "trees" / (revision.commit + ".json");
    } else {
        std::error_code ignored;
        time = fs::last_write_time(model.folder, ignored);
    }
    model.downloadInProgress = hasNewerPartial(partials, time);
    model.currentBytes = uniqueBytes(listing.files);
    judgeCompleteness(listing, treeFile, model);
    model.config = summarizeConfig(model.folder, model.warnings);
}

}  // namespace

bool isCacheRepo(const fs::path& folder) {
    std::error_code ignored;
    return !repoIdOfCacheFolder(toUtf8(folder.filename())).empty() &&
           (fs::is_directory(folder / "snapshots", ignored) ||
            fs::is_directory(folder / "blobs", ignored));  // a download that has just begun
}

CachedModel readCacheRepo(const fs::path& repoFolder) {
    CachedModel model;
    model.kind = ModelKind::cache;
    model.root = repoFolder;
    model.repoId = repoIdOfCacheFolder(toUtf8(repoFolder.filename()));
    Refs refs;
    readRefs(repoFolder / "refs", {}, 0, refs, model.warnings);
    const auto listings = readRevisions(repoFolder / "snapshots", refs, model);
    chooseRevision(refs, model);
    describeListed(
        model.current ? listings.at(model.revisions[*model.current].commit) : FolderListing(),
        model);
    return model;
}

void describeCurrent(CachedModel& model) {
    const bool nothingChosen = model.kind == ModelKind::cache && !model.current;
    const fs::path folder = model.current ? model.revisions[*model.current].folder : model.folder;
    describeListed(nothingChosen ? FolderListing() : listFolder(folder), model);
}

}  // namespace quince

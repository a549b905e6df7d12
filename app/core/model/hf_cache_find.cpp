#include "core/base/file.hpp"
#include "core/model/cache_repo.hpp"
#include "core/model/completeness.hpp"

#include <quince/hf_cache.hpp>
#include <quince/repo_id.hpp>

#include <algorithm>

namespace quince {
namespace {

namespace fs = std::filesystem;

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

bool holdsWeights(const fs::path& folder) {
    if (isThere(folder / "model.safetensors") || isThere(folder / "model.safetensors.index.json")) {
        return true;
    }
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const std::string name = toUtf8(entry->path().filename());
        if (weightFormatOf(name) == WeightFormat::safetensors && !name.starts_with('.')) {
            return true;
        }
    }
    return false;
}

bool isModelFolder(const fs::path& folder) {
    return isThere(folder / "config.json") && holdsWeights(folder);
}

/// The folder that a dropped path means, links in its own path resolved; empty if none. A file
/// stands for its folder: the link to its blob must not be followed.
fs::path folderOf(const fs::path& path) {
    std::error_code failure;
    fs::path folder = fs::is_directory(path, failure) ? path : path.parent_path();
    if (!isThere(path)) {
        return {};
    }
    if (folder.empty()) {
        folder = ".";
    }
    folder = fs::canonical(folder, failure);
    return failure ? fs::path() : folder;
}

struct PlaceInCache {
    fs::path repo;
    std::string commit;  ///< empty unless the path lies in a snapshot
};

/// The repo that holds `folder`, which may be the repo itself.
std::optional<PlaceInCache> placeInCache(const fs::path& folder) {
    fs::path below;
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
        if (isCacheRepo(at)) {
            PlaceInCache place{at, {}};
            auto part = below.begin();
            if (part != below.end() && *part == "snapshots" && ++part != below.end()) {
                place.commit = toUtf8(*part);
            }
            return place;
        }
        below = below.empty() ? at.filename() : at.filename() / below;
    }
    return std::nullopt;
}

Error notFound(const std::string& sentence, const fs::path& path) {
    return {ErrorCode::notFound, sentence, path};
}

bool answersTo(const CachedRevision& revision, const std::string& name) {
    constexpr std::size_t shortestPrefix = 7;  // as git abbreviates
    if (name.size() >= shortestPrefix && revision.commit.starts_with(name)) {
        return true;
    }
    for (const std::string& ref : revision.refs) {
        if (ref == name) {
            return true;
        }
    }
    return false;
}

/// Ids and the names of their folders are ASCII.
bool isSameButForCase(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

/// The folder of a repo in a cache; empty if there is none. One that is spelled with other upper
/// and lower case is that of the same repo: the Hub has no two ids that differ by that alone.
fs::path repoFolderIn(const fs::path& cache, const std::string& id) {
    const std::string name = cacheFolderName(id);
    fs::path found;
    std::error_code failure;
    fs::directory_iterator entry(cache, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const fs::path& folder = entry->path();
        // As it is spelled on the disk: some systems find it by any spelling.
        const std::string spelled = toUtf8(folder.filename());
        if (!isSameButForCase(spelled, name) || !isCacheRepo(folder)) {
            continue;
        }
        if (spelled == name) {
            return folder;
        }
        if (found.empty() || folder < found) {
            found = folder;
        }
    }
    return found;
}

Result<CachedModel> atRevision(CachedModel model, const std::string& name) {
    for (std::size_t index = 0; index < model.revisions.size(); ++index) {
        if (answersTo(model.revisions[index], name)) {
            return withRevision(std::move(model), index);
        }
    }
    return notFound("the revision " + name + " of " + model.repoId + " is not downloaded",
                    model.root);
}

}  // namespace

bool looksLikeModelFolder(const fs::path& path) {
    const fs::path folder = folderOf(path);
    return !folder.empty() && (isModelFolder(folder) || placeInCache(folder).has_value());
}

Result<CachedModel> inspectFolder(const fs::path& folder) {
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) {
        return notFound(toUtf8(folder) + " is not a folder", folder);
    }
    CachedModel model;
    model.kind = ModelKind::folder;
    model.root = fs::canonical(folder, failure);
    if (failure) {
        model.root = folder;
    }
    model.folder = model.root;
    model.repoId = toUtf8(model.root.filename());
    if (!isThere(model.folder / "config.json") && !holdsWeights(model.folder)) {
        return notFound(model.repoId + " holds neither config.json nor safetensors files", folder);
    }
    describeCurrent(model);
    model.bytes = model.currentBytes;
    return model;
}

Result<CachedModel> modelAt(const fs::path& path) {
    const fs::path folder = folderOf(path);
    if (folder.empty()) {
        return notFound(toUtf8(path) + " does not exist", path);
    }
    if (const auto place = placeInCache(folder)) {
        CachedModel model = readCacheRepo(place->repo);
        return place->commit.empty() ? model : atRevision(std::move(model), place->commit);
    }
    return inspectFolder(folder);
}

Result<CachedModel> findRepo(std::string_view reference, const std::vector<CacheRoot>& roots) {
    const auto parsed = parseRepoReference(reference);
    if (!parsed) {
        return parsed.error();
    }
    for (const CacheRoot& root : roots) {
        const fs::path folder = repoFolderIn(root.folder, parsed->id);
        if (!folder.empty()) {
            CachedModel model = readCacheRepo(folder);
            return parsed->revision.empty() ? model
                                            : atRevision(std::move(model), parsed->revision);
        }
    }
    return notFound(parsed->id + " is not in the Hugging Face cache", {});
}

CachedModel withRevision(CachedModel model, std::size_t index) {
    model.current = index;
    model.warnings.clear();
    model.missing.clear();
    describeCurrent(model);
    return model;
}

}  // namespace quince

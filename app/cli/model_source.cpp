#include "cli/model_source.hpp"

#include "cli/text.hpp"

#include <quince/hf_cache.hpp>
#include <quince/repo_id.hpp>

namespace cli {

using quince::CachedModel;
using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

std::string joined(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > most) {
        text += " and " + std::to_string(names.size() - most) + " more";
    }
    return text;
}

std::string fetchHint(const std::string& model) {
    const auto reference = quince::parseRepoReference(model);
    if (!reference) {
        return {};
    }
    return "; fetch it with `hf download " + reference->id +
           (reference->revision.empty() ? "" : " --revision " + reference->revision) + "`.";
}

Result<CachedModel> located(const std::string& model, const quince::Environment& environment) {
    const std::filesystem::path path(std::u8string(model.begin(), model.end()));
    std::error_code failure;
    if (std::filesystem::exists(path, failure)) {
        return quince::modelAt(path);
    }
    const std::vector<quince::CacheRoot> roots = quince::cacheRoots(environment, {}, {});
    Result<CachedModel> found = quince::findRepo(model, roots);
    if (!found && found.error().code == ErrorCode::notFound && !found.error().path.empty()) {
        Error error = std::move(found).error();  // the repo is there, the revision is not
        error.message += fetchHint(model);
        return error;
    }
    if (!found && found.error().code == ErrorCode::notFound && !roots.empty()) {
        return Error{ErrorCode::notFound,
                     model + " is neither a folder nor a model of the cache in " +
                         pathText(roots.front().folder) + fetchHint(model),
                     path};
    }
    if (!found && found.error().code == ErrorCode::invalidArgument) {
        return Error{ErrorCode::invalidArgument,
                     "There is no folder " + model +
                         ", and that is not the repo id of a model, such as org/name.",
                     path};
    }
    return found;
}

}  // namespace

Result<ModelSource> findModel(const std::string& model, const quince::Environment& environment) {
    Result<CachedModel> found = located(model, environment);
    if (!found) {
        return std::move(found).error();
    }
    if (found->state == quince::ModelState::undecided) {
        std::string commits;
        for (const quince::CachedRevision& revision : found->revisions) {
            commits += (commits.empty() ? "" : ", ") + revision.commit.substr(0, 12);
        }
        return Error{ErrorCode::invalidArgument,
                     found->repoId + " has several revisions and no ref that names one; say " +
                         found->repoId + "@COMMIT (" + commits + ").",
                     found->root};
    }
    const bool lacksFiles = found->state == quince::ModelState::incomplete ||
                            found->state == quince::ModelState::downloading;
    if (found->folder.empty() || (lacksFiles && !found->hasAllWeights)) {
        const bool busy = found->state == quince::ModelState::downloading;
        return Error{ErrorCode::notFound,
                     found->repoId + " is not complete" +
                         (busy ? " (a download seems to be in progress)" : "") +
                         (found->missing.empty() ? "" : ": missing " + joined(found->missing)) +
                         ".",
                     found->root};
    }
    ModelSource source;
    source.folder = found->folder;
    source.name = std::string(quince::modelNameOf(found->repoId));
    if (found->kind == quince::ModelKind::cache) {
        source.repo = found->repoId;
        if (found->current) {
            source.revision = found->revisions[*found->current].commit;
        }
    }
    return source;
}

}  // namespace cli

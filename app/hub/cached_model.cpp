#include "hub/cached_model.hpp"

#include <quince/file.hpp>
#include <quince/hf_cache.hpp>

#include <string>
#include <utility>

namespace hub {
namespace {

using quince::CachedModel;
using quince::Error;
using quince::ErrorCode;
using quince::Result;

Error notComplete(std::string_view repoId, const CachedModel& model) {
    std::string sentence = "the cache holds " + std::string(repoId) + " only in part";
    if (!model.missing.empty()) {
        sentence += ": " + model.missing.front() + " is missing";
    }
    return {ErrorCode::notFound, std::move(sentence), model.root};
}

}  // namespace

Result<DownloadedModel> cachedModel(const std::filesystem::path& cache, std::string_view repoId,
                                    std::string_view revision) {
    // The core takes a reference without a revision for main, or the only snapshot.
    std::string reference(repoId);
    if (revision != "main") {
        reference += "@" + std::string(revision);
    }
    const Result<CachedModel> model =
        quince::findRepo(reference, {{cache, {}, quince::RootKind::hubCache}});
    if (!model) {
        return Error{ErrorCode::notFound,
                     "the cache " + quince::toUtf8(cache) + " does not hold " +
                         std::string(repoId) + " at " + std::string(revision),
                     cache};
    }
    if (model->state != quince::ModelState::complete || !model->current) {
        return notComplete(repoId, *model);
    }
    DownloadedModel found;
    found.repoId = model->repoId;
    found.revision = revision;
    found.commit = model->revisions[*model->current].commit;
    found.folder = model->folder;
    return found;
}

Result<DownloadedModel> cachedInstead(Error error, const std::filesystem::path& cache,
                                      std::string_view repoId, std::string_view revision) {
    if (error.code != ErrorCode::network && error.code != ErrorCode::offline) {
        return error;
    }
    Result<DownloadedModel> model = cachedModel(cache, repoId, revision);
    if (!model) {
        error.message += " And " + model.error().message + ".";
        return error;
    }
    model->note = error.message + " The copy in the cache is complete and is used as it is.";
    return model;
}

}  // namespace hub

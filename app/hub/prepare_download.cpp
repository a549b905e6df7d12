#include "hub/prepare_download.hpp"

#include "hub/cached_model.hpp"
#include "hub/download_weights.hpp"
#include "hub/hub_api.hpp"

#include <quince/repo_id.hpp>

#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

Result<PreparedDownload> instead(Error error, const DownloadRequest& request) {
    Result<DownloadedModel> model =
        cachedInstead(std::move(error), request.cache, request.repoId, request.revision);
    if (!model) {
        return std::move(model).error();
    }
    return PreparedDownload(*std::move(model));
}

Result<PreparedDownload> prepared(Result<DownloadPlan> plan) {
    if (!plan) {
        return std::move(plan).error();
    }
    return PreparedDownload(*std::move(plan));
}

/// What to say where the Hub answers for a repo under another name. Upper and lower case are not
/// worth a word: a model is found in the cache by either.
std::string renamedNote(const std::string& asked, const std::string& now) {
    const bool isSame = QString::fromStdString(asked).compare(QString::fromStdString(now),
                                                              Qt::CaseInsensitive) == 0;
    return isSame ? std::string()
                  : asked + " is called " + now + " now, and so it is in the cache.";
}

}  // namespace

Result<PreparedDownload> prepareDownload(HubApi& api, const DownloadRequest& request,
                                         const quince::StopToken& stop) {
    if (!quince::isValidRepoId(request.repoId) || !isUsableRevision(request.revision)) {
        return Error{ErrorCode::invalidArgument,
                     request.repoId + " at " + request.revision +
                         " cannot be a model of the Hub: it should look like org/name",
                     {}};
    }
    const Result<ModelInfo> info =
        api.modelInfo(request.repoId, request.revision, stop, HubApi::Files::list);
    if (!info) {
        return instead(info.error(), request);
    }
    if (info->isDisabled) {
        return Error{ErrorCode::unauthorized, info->id + " was disabled by the Hub.", {}};
    }
    const CacheLayout layout(request.cache, info->id);  // its real name, if it was renamed
    const auto planFrom = [&](const std::vector<RepoFile>& files, const FilePatterns& patterns) {
        Result<DownloadPlan> plan = planDownload(layout, info->id, request.revision, info->sha,
                                                 files, patterns, api.environment().mayLink);
        if (plan) {
            plan->note = renamedNote(request.repoId, info->id);
        }
        return plan;
    };
    if (info->files) {
        // What is there already has its index in the cache.
        const FilePatterns patterns =
            narrowedToWeights(request.patterns, *info->files, layout.snapshot(info->sha));
        Result<DownloadPlan> plan = planFrom(*info->files, patterns);
        const bool isEnough = plan ? plan->isDone() : plan.error().code == ErrorCode::unsupported;
        if (isEnough) {
            return prepared(std::move(plan));
        }
    }
    // The tree is what the Hub wants to be asked for whole listings; a mirror may not have it.
    Result<std::vector<RepoFile>> files = api.listFiles(info->id, info->sha, stop);
    if (!files && files.error().code == ErrorCode::notFound && info->files) {
        files = *info->files;
    }
    if (!files) {
        return instead(files.error(), request);
    }
    const Result<FilePatterns> patterns =
        narrowedToWeights(request.patterns, *files, layout, info->id, info->sha, api, stop);
    return patterns ? prepared(planFrom(*files, *patterns)) : instead(patterns.error(), request);
}

}  // namespace hub

#include "hub/prepare_download.hpp"

#include "hub/cached_model.hpp"
#include "hub/hub_api.hpp"

#include <quince/repo_id.hpp>

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
    const auto planFrom = [&](const std::vector<RepoFile>& files) {
        return planDownload(layout, info->id, request.revision, info->sha, files, request.patterns,
                            api.environment().mayLink);
    };
    if (info->files) {
        Result<DownloadPlan> plan = planFrom(*info->files);
        const bool isEnough = plan ? plan->isDone() : plan.error().code == ErrorCode::unsupported;
        if (isEnough) {
            return prepared(std::move(plan));
        }
    }
    // The tree is what the Hub wants to be asked for whole listings; a mirror may not have it.
    const Result<std::vector<RepoFile>> files = api.listFiles(info->id, info->sha, stop);
    if (files) {
        return prepared(planFrom(*files));
    }
    if (files.error().code == ErrorCode::notFound && info->files) {
        return prepared(planFrom(*info->files));
    }
    return instead(files.error(), request);
}

}  // namespace hub

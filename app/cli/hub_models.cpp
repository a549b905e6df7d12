#include "cli/hub_models.hpp"

#include "cli/hub_access.hpp"
#include "cli/hub_progress.hpp"
#include "hub/cache_layout.hpp"
#include "hub/download.hpp"
#include "hub/download_weights.hpp"
#include "hub/file_patterns.hpp"
#include "hub/hub_api.hpp"
#include "hub/prepare_download.hpp"
#include "hub/remote_inspection.hpp"

#include <utility>
#include <variant>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::RepoReference;
using quince::Result;
using quince::StopToken;

namespace {

std::string revisionOf(const RepoReference& repo) {
    return repo.revision.empty() ? "main" : repo.revision;
}

/// What the Hub says of a revision.
Result<hub::ModelInfo> infoOf(hub::HubApi& api, const RepoReference& repo, const StopToken& stop) {
    Result<hub::ModelInfo> info = api.modelInfo(repo.id, revisionOf(repo), stop);
    if (info && info->isDisabled) {
        return Error{ErrorCode::unauthorized, info->id + " was disabled by the Hub.", {}};
    }
    return info;
}

Result<hub::DownloadPlan> planOf(const HubAccess& hub, const RepoReference& repo,
                                 const hub::ModelInfo& info,
                                 const std::vector<hub::RepoFile>& files) {
    return hub::planDownload(hub::CacheLayout(hub.cache, info.id), info.id, revisionOf(repo),
                             info.sha, files,
                             hub::narrowedToWeights(hub::conversionPatterns(), files,
                                                    hub.headers.folderOf({info.id, info.sha})),
                             hub.environment.mayLink);
}

Result<SeenModel> look(HubAccess& hub, const RepoReference& repo,
                       const quince::ArchitectureLibrary& library, const StopToken& stop) {
    hub::HubApi api(hub.environment, hub.readingToken(), hub.waiter);
    const Result<hub::ModelInfo> info = infoOf(api, repo, stop);
    if (!info) {
        return info.error();
    }
    const auto list = [&](const StopToken& running) {
        return api.listFiles(info->id, info->sha, running);
    };
    auto seen = hub::inspectRemote({info->id, info->sha}, list, library, hub.headers,
                                   hub.environment, api.token(), hub.waiter, stop);
    if (!seen) {
        return std::move(seen).error();
    }
    const Result<hub::DownloadPlan> plan = planOf(hub, repo, *info, seen->files);
    if (!plan) {
        return plan.error();
    }
    SeenModel model;
    model.source.repo = info->id;
    model.source.revision = info->sha;
    model.source.name = std::string(quince::modelNameOf(info->id));
    model.inspection = std::move(seen->inspection);
    model.downloadBytes = plan->bytesMissing();
    model.downloadTo = hub.cache;
    return model;
}

Result<hub::DownloadedModel> fetch(HubAccess& hub, const RepoReference& repo,
                                   hub::DownloadProgress& progress, const StopToken& stop) {
    hub::HubApi api(hub.environment, hub.readingToken(), hub.waiter);
    hub::DownloadRequest request;
    request.repoId = repo.id;
    request.revision = revisionOf(repo);
    request.cache = hub.cache;
    const Result<hub::PreparedDownload> prepared = hub::prepareDownload(api, request, stop);
    if (!prepared) {
        return prepared.error();
    }
    if (const auto* cached = std::get_if<hub::DownloadedModel>(&*prepared)) {
        return *cached;
    }
    return hub::runDownload(std::get<hub::DownloadPlan>(*prepared), hub.cache, hub.environment,
                            api.token(), hub.waiter, {}, progress, stop);
}

/// A model that the Hub would have to be asked about.
Error offline(const MissingModel& model) {
    return {ErrorCode::offline,
            model.why.message +
                " The Hub was not asked: HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set.",
            {}};
}

}  // namespace

Result<SeenModel> lookAtHub(const MissingModel& model, const quince::Environment& environment,
                            const quince::ArchitectureLibrary& library) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return std::move(hub).error();
    }
    if (hub->environment.offline) {
        return offline(model);
    }
    return underLine([host = hub->host()] { return askingLook(host); },
                     [&](const StopToken& stop) { return look(*hub, model.repo, library, stop); });
}

Result<FetchedModel> fetchFromHub(const RepoReference& repo, const quince::Environment& environment,
                                  const Output& output) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return std::move(hub).error();
    }
    hub::DownloadProgress progress;
    const auto model =
        underLine([&, host = hub->host()] { return downloadLook(progress, host); },
                  [&](const StopToken& stop) { return fetch(*hub, repo, progress, stop); });
    if (!model && model.error().code == ErrorCode::stopped) {
        return Error{ErrorCode::stopped, "Stopped; the same command goes on where it stopped.", {}};
    }
    if (!model) {
        return model.error();
    }
    if (!model->note.empty()) {
        output.note(model->note);
    }
    return FetchedModel{{model->folder, model->repoId, model->commit,
                         std::string(quince::modelNameOf(model->repoId))},
                        model->bytesFetched};
}

Result<SeenModel> seeModel(const ModelWord& word, const quince::Environment& environment,
                           const quince::ArchitectureLibrary& library) {
    auto located = locateModel(word, environment);
    if (!located) {
        return std::move(located).error();
    }
    if (const auto* missing = std::get_if<MissingModel>(&*located)) {
        return lookAtHub(*missing, environment, library);
    }
    return seenHere(std::get<ModelSource>(*std::move(located)), library);
}

Result<ModelSource> obtainModel(const ModelWord& word, const quince::Environment& environment,
                                const Output& output) {
    auto located = locateModel(word, environment);
    if (!located) {
        return std::move(located).error();
    }
    const auto* missing = std::get_if<MissingModel>(&*located);
    if (missing == nullptr) {
        return std::get<ModelSource>(*std::move(located));
    }
    const auto hub = hub::hubEnvironment(environment);
    if (hub && hub->offline) {
        return offline(*missing);
    }
    Result<FetchedModel> fetched = fetchFromHub(missing->repo, environment, output);
    return fetched ? Result<ModelSource>(std::move(fetched->source)) : std::move(fetched).error();
}

}  // namespace cli

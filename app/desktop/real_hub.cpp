#include "desktop/real_hub.hpp"

#include "desktop/paths.hpp"
#include "hub/download.hpp"
#include "hub/download_weights.hpp"
#include "hub/file_patterns.hpp"
#include "hub/header_store.hpp"
#include "hub/hub_api.hpp"
#include "hub/model_facts.hpp"
#include "hub/prepare_download.hpp"
#include "hub/remote_inspection.hpp"
#include "hub/upload.hpp"
#include "hub/waiter.hpp"

#include <QCoreApplication>

#include <utility>
#include <variant>

namespace app {

namespace {

using quince::Result;
using quince::StopToken;

/// What all calls share.
struct Access {
    std::shared_ptr<HubSession> session;
    std::shared_ptr<const quince::ArchitectureLibrary> architectures;
    hub::HeaderStore headers;
    std::filesystem::path uploadNotes;
    std::shared_ptr<hub::Waiter> waiter;

    [[nodiscard]] const hub::HubEnvironment& environment() const { return session->environment(); }
    /// For the thread that asks, to which it then belongs.
    [[nodiscard]] hub::HubApi api(const StopToken& stop) const {
        return {environment(), session->tokenForReading(stop), *waiter};
    }
};

std::uint64_t countOf(const std::optional<std::int64_t>& number) {
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

FoundModel foundModel(const hub::ModelInfo& info, const quince::ArchitectureLibrary& library) {
    const hub::ModelFacts facts = hub::factsOf(info, library);
    FoundModel model;
    model.id = info.id;
    model.downloads = countOf(info.downloads);
    model.likes = countOf(info.likes);
    model.changed = info.lastModified;
    model.modelType = facts.modelType;
    model.dtype = facts.quantization.empty() ? facts.dtype : facts.quantization;
    model.parameters = facts.parameters;
    model.licence = facts.license;
    model.isGated = facts.isGated;
    model.isPrivate = facts.isPrivate;
    model.isMlx = facts.isMlx;
    model.isSupported = facts.support != hub::Support::no;
    model.whyNot = facts.why;
    return model;
}

hub::SearchOrder orderOf(SearchOrder order) {
    switch (order) {
        case SearchOrder::downloads:
            return hub::SearchOrder::downloads;
        case SearchOrder::likes:
            return hub::SearchOrder::likes;
        case SearchOrder::changed:
            break;
    }
    return hub::SearchOrder::lastModified;
}

Result<FoundPage> search(const Access& access, const SearchQuestion& question,
                         const StopToken& stop) {
    hub::HubApi api = access.api(stop);
    hub::SearchQuery query;
    query.text = question.words;
    query.order = orderOf(question.order);
    const auto page = question.next.empty()
                          ? api.search(query, stop)
                          : api.searchMore(QUrl(QString::fromStdString(question.next)), stop);
    if (!page) {
        return page.error();
    }
    FoundPage found;
    for (const hub::ModelInfo& info : page->models) {
        found.models.push_back(foundModel(info, *access.architectures));
    }
    if (page->next) {
        found.next = page->next->toEncoded().toStdString();
    }
    return found;
}

Result<FoundModel> look(const Access& access, const quince::RepoReference& repo,
                        const StopToken& stop) {
    hub::HubApi api = access.api(stop);
    const auto info = api.modelInfo(repo.id, repo.revision, stop);
    return info ? Result<FoundModel>(foundModel(*info, *access.architectures)) : info.error();
}

std::string revisionOf(const std::string& revision) {
    return revision.empty() ? "main" : revision;
}

Result<hub::ModelInfo> infoOf(hub::HubApi& api, const std::string& id, const std::string& revision,
                              const StopToken& stop) {
    auto info = api.modelInfo(id, revisionOf(revision), stop);
    if (info && info->isDisabled) {
        return quince::Error{
            quince::ErrorCode::unauthorized, info->id + " was disabled by the Hub.", {}};
    }
    return info;
}

Result<hub::DownloadPlan> planOf(const Access& access, const std::filesystem::path& cache,
                                 const std::string& revision, const hub::ModelInfo& info,
                                 const std::vector<hub::RepoFile>& files) {
    const hub::FilePatterns patterns = hub::narrowedToWeights(
        hub::conversionPatterns(), files, access.headers.folderOf({info.id, info.sha}));
    return hub::planDownload(hub::CacheLayout(cache, info.id), info.id, revisionOf(revision),
                             info.sha, files, patterns, access.environment().mayLink);
}

Result<RemoteModel> inspectModel(const Access& access, const quince::RepoReference& repo,
                                 const std::filesystem::path& cache, const StopToken& stop) {
    hub::HubApi api = access.api(stop);
    const auto info = infoOf(api, repo.id, repo.revision, stop);
    if (!info) {
        return info.error();
    }
    const auto list = [&](const StopToken& running) {
        return api.listFiles(info->id, info->sha, running);
    };
    auto seen =
        hub::inspectRemote({info->id, info->sha}, list, *access.architectures, access.headers,
                           access.environment(), api.token(), *access.waiter, stop);
    if (!seen) {
        return seen.error();
    }
    const auto plan = planOf(access, cache, repo.revision, *info, seen->files);
    if (!plan) {
        return plan.error();
    }
    RemoteModel model;
    model.repoId = info->id;
    model.commit = info->sha;
    model.inspection = std::move(seen->inspection);
    model.bytes = plan->bytesTotal;
    model.bytesMissing = plan->bytesMissing();
    model.spaceNeeded = plan->spaceNeeded;
    model.spaceFree = plan->spaceFree;
    // Good to know, and no more: without an answer nothing is said.
    constexpr int mostConversions = 5;
    if (const auto made = hub::mlxConversionsOf(api, info->id, mostConversions, stop)) {
        for (const hub::ModelInfo& one : *made) {
            model.conversions.push_back(one.id);
        }
    }
    return model;
}

Result<hub::PreparedDownload> prepare(hub::HubApi& api, const DownloadOrder& order,
                                      const StopToken& stop) {
    hub::DownloadRequest request;
    request.repoId = order.repoId;
    request.revision = revisionOf(order.revision);
    request.cache = order.cache;
    auto prepared = hub::prepareDownload(api, request, stop);
    const auto* plan = prepared ? std::get_if<hub::DownloadPlan>(&*prepared) : nullptr;
    if (plan != nullptr && order.finishes && plan->commit != order.commit) {
        request.revision = order.commit;
        prepared = hub::prepareDownload(api, request, stop);
    }
    return prepared;
}

Result<FetchedModel> fetch(const Access& access, const DownloadOrder& order,
                           hub::DownloadProgress& progress, const StopToken& stop) {
    hub::HubApi api = access.api(stop);
    progress.phase = hub::DownloadPhase::asking;
    const auto prepared = prepare(api, order, stop);
    if (!prepared) {
        return prepared.error();
    }
    if (const auto* cached = std::get_if<hub::DownloadedModel>(&*prepared)) {
        return FetchedModel{cached->folder, cached->note};
    }
    const auto done =
        hub::runDownload(std::get<hub::DownloadPlan>(*prepared), order.cache, access.environment(),
                         api.token(), *access.waiter, {}, progress, stop);
    return done ? Result<FetchedModel>({done->folder, done->note}) : done.error();
}

Result<Identity> whoAmI(const Access& access, const hub::Token& token, const StopToken& stop) {
    hub::HubApi api(access.environment(), token, *access.waiter);
    const auto account = api.whoAmI(stop);
    if (!account) {
        return account.error();
    }
    // What a fine-grained token may do shows only when it is tried.
    return Identity{account->name, account->organizations, account->role != hub::TokenRole::read};
}

Result<Published> publish(const Access& access, const PublishOrder& order,
                          hub::UploadProgress& progress, const StopToken& stop) {
    hub::UploadOrder upload;
    upload.folder = order.folder;
    upload.repoId = order.repoId;
    upload.visibility = order.isPublic ? hub::Visibility::isPublic : hub::Visibility::isPrivate;
    upload.card = order.card;
    hub::UploadOptions options;
    options.notes = access.uploadNotes;
    const auto done = hub::runUpload(upload, access.environment(), access.session->token(stop),
                                     *access.waiter, options, progress, stop);
    if (!done) {
        return done.error();
    }
    return Published{done->page.toString().toStdString(), done->isUnchanged, done->isNewRepo,
                     done->warnings, done->isPublic};
}

HubCalls callsOf(const std::shared_ptr<const Access>& access) {
    HubCalls calls;
    calls.search = [access](const SearchQuestion& question, const StopToken& stop) {
        return search(*access, question, stop);
    };
    calls.look = [access](const quince::RepoReference& repo, const StopToken& stop) {
        return look(*access, repo, stop);
    };
    calls.inspect = [access](const quince::RepoReference& repo, const std::filesystem::path& cache,
                             const StopToken& stop) {
        return inspectModel(*access, repo, cache, stop);
    };
    calls.download = [access](const DownloadOrder& order, hub::DownloadProgress& progress,
                              const StopToken& stop) {
        return fetch(*access, order, progress, stop);
    };
    return calls;
}

AccountCalls accountOf(const std::shared_ptr<const Access>& access) {
    AccountCalls calls;
    calls.find = [access](const StopToken& stop) { return access->session->find(stop); };
    calls.whoAmI = [access](const hub::Token& token, const StopToken& stop) {
        return whoAmI(*access, token, stop);
    };
    calls.keep = [access](const hub::Token& token, const StopToken& stop) {
        return access->session->keep(token, stop);
    };
    calls.forget = [access](const StopToken& stop) { return access->session->forget(stop); };
    return calls;
}

}  // namespace

HubAccess realHub(const std::shared_ptr<HubSession>& session,
                  const std::shared_ptr<const quince::ArchitectureLibrary>& architectures,
                  const std::filesystem::path& cache, std::shared_ptr<hub::Waiter> waiter) {
    const auto shared = std::make_shared<const Access>(Access{session, architectures,
                                                              hub::HeaderStore(cache / "headers"),
                                                              cache / "hashes", std::move(waiter)});
    HubAccess access;
    access.calls = callsOf(shared);
    access.account = accountOf(shared);
    access.publish = [shared](const PublishOrder& order, hub::UploadProgress& progress,
                              const StopToken& stop) {
        return publish(*shared, order, progress, stop);
    };
    access.endpoint = session->environment().endpoint;
    if (session->environment().offline) {
        access.offlineWords = QCoreApplication::translate(
            "Hub",
            "HF_HUB_OFFLINE is set, so nothing is asked of Hugging Face. Start Quince without it "
            "to search.");
    }
    return access;
}

HubAccess noHub(const quince::Error& why) {
    HubAccess access;
    access.endpoint = QUrl(QStringLiteral("https://huggingface.co"));
    access.offlineWords = toQt(why.message);
    return access;
}

}  // namespace app

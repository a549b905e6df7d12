#include "desktop/real_hub.hpp"

#include "hub/download.hpp"
#include "hub/header_store.hpp"
#include "hub/hub_api.hpp"
#include "hub/prepare_download.hpp"
#include "hub/remote_inspection.hpp"
#include "hub/waiter.hpp"

#include <QCoreApplication>

#include <algorithm>

namespace app {

namespace {

using quince::Result;
using quince::StopToken;

/// An HttpClient belongs to the thread that made it: each call has one of its own.
struct Connection {
    Connection(const hub::HubEnvironment& environment, const hub::Token& token)
        : api(environment, token, waiter) {}

    hub::RealWaiter waiter;
    hub::HubApi api;
};

std::string mostOf(const std::map<std::string, std::int64_t>& parameters) {
    const auto most =
        std::max_element(parameters.begin(), parameters.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == parameters.end() ? std::string() : most->first;
}

std::uint64_t countOf(const std::optional<std::int64_t>& number) {
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

FoundModel foundModel(const hub::ModelInfo& info) {
    const auto hasTag = [&info](const char* tag) {
        return std::find(info.tags.begin(), info.tags.end(), tag) != info.tags.end();
    };
    FoundModel model;
    model.id = info.id;
    model.downloads = countOf(info.downloads);
    model.likes = countOf(info.likes);
    model.changed = info.lastModified;
    model.modelType = info.modelType;
    model.dtype = mostOf(info.parameters);
    model.parameters = countOf(info.totalParameters);
    model.licence = info.license;
    model.isGated = info.gate != hub::Gate::open;
    model.isPrivate = info.isPrivate;
    model.isMlx = info.libraryName == "mlx" || hasTag("mlx");
    model.hasSafetensors = hasTag("safetensors") || !info.parameters.empty();
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

Result<FoundPage> search(HubSession& session, const SearchQuestion& question,
                         const StopToken& stop) {
    Connection hub(session.environment(), session.tokenForReading(stop));
    hub::SearchQuery query;
    query.text = question.words;
    query.order = orderOf(question.order);
    const auto page = question.next.empty()
                          ? hub.api.search(query, stop)
                          : hub.api.searchMore(QUrl(QString::fromStdString(question.next)), stop);
    if (!page) {
        return page.error();
    }
    FoundPage found;
    std::transform(page->models.begin(), page->models.end(), std::back_inserter(found.models),
                   foundModel);
    if (page->next) {
        found.next = page->next->toEncoded().toStdString();
    }
    return found;
}

Result<FoundModel> look(HubSession& session, const quince::RepoReference& repo,
                        const StopToken& stop) {
    Connection hub(session.environment(), session.tokenForReading(stop));
    const auto info = hub.api.modelInfo(repo.id, repo.revision, stop);
    return info ? Result<FoundModel>(foundModel(*info)) : info.error();
}

/// The files that a conversion reads, as the plan of the download has them.
std::vector<quince::RemoteFile> filesOf(const hub::DownloadPlan& plan) {
    std::vector<quince::RemoteFile> files;
    for (const hub::PlannedBlob& blob : plan.blobs) {
        for (const std::string& path : blob.paths) {
            files.push_back({path, blob.size});
        }
    }
    return files;
}

hub::DownloadRequest requestFor(const std::string& repoId, const std::string& revision,
                                const std::filesystem::path& cache) {
    hub::DownloadRequest request;
    request.repoId = repoId;
    request.revision = revision.empty() ? "main" : revision;
    request.cache = cache;
    return request;
}

Result<RemoteModel> inspectModel(HubSession& session,
                                 const quince::ArchitectureLibrary& architectures,
                                 const hub::HeaderStore& store, const quince::RepoReference& repo,
                                 const std::filesystem::path& cache, const StopToken& stop) {
    const hub::Token token = session.tokenForReading(stop);
    Connection hub(session.environment(), token);
    const auto prepared =
        hub::prepareDownload(hub.api, requestFor(repo.id, repo.revision, cache), stop);
    if (!prepared) {
        return prepared.error();
    }
    RemoteModel model;
    if (const auto* there = std::get_if<hub::DownloadedModel>(&*prepared)) {
        auto inspection = quince::inspect(there->folder, architectures);
        if (!inspection) {
            return inspection.error();
        }
        model.repoId = there->repoId;
        model.commit = there->commit;
        model.inspection = *inspection;
        return model;
    }
    const auto& plan = std::get<hub::DownloadPlan>(*prepared);
    auto inspection = hub::inspectRemote(
        {plan.repoId, plan.commit},
        [&plan](const StopToken&) -> Result<std::vector<quince::RemoteFile>> {
            return filesOf(plan);
        },
        architectures, store, session.environment(), token, hub.waiter, stop);
    if (!inspection) {
        return inspection.error();
    }
    model.repoId = plan.repoId;
    model.commit = plan.commit;
    model.inspection = *inspection;
    model.bytes = plan.bytesTotal;
    model.bytesMissing = plan.bytesMissing();
    model.spaceNeeded = plan.spaceNeeded;
    model.spaceFree = plan.spaceFree;
    return model;
}

Result<std::filesystem::path> download(HubSession& session, const DownloadOrder& order,
                                       hub::DownloadProgress& progress, const StopToken& stop) {
    const hub::Token token = session.tokenForReading(stop);
    Connection hub(session.environment(), token);
    progress.phase = hub::DownloadPhase::asking;
    const auto prepared =
        hub::prepareDownload(hub.api, requestFor(order.repoId, order.revision, order.cache), stop);
    if (!prepared) {
        return prepared.error();
    }
    if (const auto* there = std::get_if<hub::DownloadedModel>(&*prepared)) {
        return there->folder;
    }
    const auto done =
        hub::runDownload(std::get<hub::DownloadPlan>(*prepared), order.cache, session.environment(),
                         token, hub.waiter, {}, progress, stop);
    return done ? Result<std::filesystem::path>(done->folder) : done.error();
}

Result<Identity> whoAmI(HubSession& session, const hub::Token& token, const StopToken& stop) {
    Connection hub(session.environment(), token);
    const auto account = hub.api.whoAmI(stop);
    if (!account) {
        return account.error();
    }
    // What a fine-grained token may do shows only when it is tried.
    return Identity{account->name, account->organizations, account->role != hub::TokenRole::read};
}

HubCalls callsOf(const std::shared_ptr<HubSession>& session,
                 std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                 const std::filesystem::path& headers) {
    HubCalls calls;
    calls.search = [session](const SearchQuestion& question, const StopToken& stop) {
        return search(*session, question, stop);
    };
    calls.look = [session](const quince::RepoReference& repo, const StopToken& stop) {
        return look(*session, repo, stop);
    };
    calls.inspect = [session, architectures = std::move(architectures),
                     store = hub::HeaderStore(headers)](const quince::RepoReference& repo,
                                                        const std::filesystem::path& cache,
                                                        const StopToken& stop) {
        return inspectModel(*session, *architectures, store, repo, cache, stop);
    };
    calls.download = [session](const DownloadOrder& order, hub::DownloadProgress& progress,
                               const StopToken& stop) {
        return download(*session, order, progress, stop);
    };
    return calls;
}

AccountCalls accountOf(const std::shared_ptr<HubSession>& session) {
    AccountCalls calls;
    calls.find = [session](const StopToken& stop) { return session->find(stop); };
    calls.whoAmI = [session](const hub::Token& token, const StopToken& stop) {
        return whoAmI(*session, token, stop);
    };
    calls.keep = [session](const hub::Token& token, const StopToken& stop) {
        return session->keep(token, stop);
    };
    calls.forget = [session](const StopToken& stop) { return session->forget(stop); };
    return calls;
}

}  // namespace

HubAccess realHub(const std::shared_ptr<HubSession>& session,
                  std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                  const std::filesystem::path& headers) {
    HubAccess access;
    access.calls = callsOf(session, std::move(architectures), headers);
    access.account = accountOf(session);
    access.endpoint = session->environment().endpoint;
    if (session->environment().offline) {
        access.offlineWords = QCoreApplication::translate(
            "Hub", "HF_HUB_OFFLINE is set, so nothing is asked of Hugging Face. Start Quince "
                   "without it to search.");
    }
    return access;
}

}  // namespace app

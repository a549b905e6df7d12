#include "hub/download.hpp"

#include "hub/blob_fetch.hpp"
#include "hub/cache_store.hpp"
#include "hub/transfers.hpp"

#include <quince/file.hpp>
#include <quince/lm_studio.hpp>

#include <utility>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

std::string gigabytes(std::uint64_t bytes) {
    constexpr std::uint64_t tenth = 100'000'000;
    const std::uint64_t tenths = bytes / tenth + (bytes % tenth == 0 ? 0 : 1);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

Status checkSpace(const DownloadPlan& plan, const std::filesystem::path& cache) {
    const Result<std::uint64_t> free = quince::spaceAvailable(cache);
    if (!free || plan.spaceNeeded <= *free) {
        return {};
    }
    return Error{ErrorCode::diskFull,
                 plan.repoId + " needs " + gigabytes(plan.spaceNeeded) + " on the disk of " +
                     quince::toUtf8(cache) + ", and only " + gigabytes(*free) +
                     " are free. Make room, or choose another folder for the cache",
                 cache};
}

void startCounting(const DownloadPlan& plan, DownloadProgress& progress) {
    progress.bytesTotal = plan.bytesTotal;
    progress.bytesDone = plan.bytesThere;
    progress.bytesResumed = plan.bytesThere;
    progress.bytesReceived = 0;
    progress.bytesHashed = 0;
    progress.filesTotal = static_cast<std::uint32_t>(plan.files);
    progress.filesDone = 0;
    progress.phase = DownloadPhase::fetching;
}

Status fetchAll(const FetchContext& context, unsigned threads, const quince::StopToken& stop) {
    std::vector<const PlannedBlob*> wanted;
    for (const PlannedBlob& blob : context.plan.blobs) {
        if (blob.state == PlannedBlob::State::placed) {
            context.progress.filesDone += static_cast<std::uint32_t>(blob.paths.size());
        } else {
            wanted.push_back(&blob);
        }
    }
    return Transfers(context, std::move(wanted)).run(threads, stop);
}

/// The ref last: it says that all is there.
Status conclude(const DownloadPlan& plan, const CacheStore& store) {
    std::vector<std::string> paths;
    for (const PlannedBlob& blob : plan.blobs) {
        paths.insert(paths.end(), blob.paths.begin(), blob.paths.end());
    }
    Status done = store.sync(plan.commit, paths);
    if (done && !plan.listing.empty()) {
        done = store.writeTree(plan.commit, plan.listing);
    }
    return done ? writeRef(store.layout(), plan.revision, plan.commit) : done;
}

DownloadedModel modelOf(const DownloadPlan& plan, const CacheLayout& layout,
                        const DownloadProgress& progress) {
    DownloadedModel model;
    model.repoId = plan.repoId;
    model.revision = plan.revision;
    model.commit = plan.commit;
    model.folder = layout.snapshot(plan.commit);
    model.bytesFetched = progress.bytesReceived;
    model.note = plan.note;
    for (const PlannedBlob& blob : plan.blobs) {
        if (digestKindOf(blob.etag) == DigestKind::none) {
            model.unproved.insert(model.unproved.end(), blob.paths.begin(), blob.paths.end());
        }
    }
    return model;
}

Result<DownloadedModel> fetchModel(const DownloadPlan& plan, const std::filesystem::path& cache,
                                   const HubEnvironment& environment, const Token& token,
                                   Waiter& waiter, const DownloadOptions& options,
                                   DownloadProgress& progress, const quince::StopToken& stop) {
    if (stop.stopRequested()) {
        return Error{ErrorCode::stopped, "the download was stopped", cache};
    }
    const CacheLayout layout(cache, plan.repoId);
    if (plan.isDone() && needsNoRef(layout, plan.revision, plan.commit)) {
        // Nothing is written then: a cache that others filled may be one that we only read.
        startCounting(plan, progress);
        progress.filesDone = static_cast<std::uint32_t>(plan.files);
        return modelOf(plan, layout, progress);
    }
    if (Status fits = checkSpace(plan, cache); !fits) {
        return std::move(fits).error();
    }
    const Result<CacheStore> store =
        CacheStore::open(layout, environment.mayLink, options.makeLink);
    if (!store) {
        return store.error();
    }
    Status done = store->beginSnapshot(plan.commit);
    startCounting(plan, progress);
    const FetchContext context{environment,      token,   waiter, *store, plan,
                               options.segments, progress};
    if (done) {
        done = fetchAll(context, options.transfers, stop);
    }
    if (done) {
        progress.phase = DownloadPhase::finishing;
        done = conclude(plan, *store);
    }
    return done ? Result<DownloadedModel>(modelOf(plan, layout, progress))
                : std::move(done).error();
}

}  // namespace

Result<DownloadedModel> runDownload(const DownloadPlan& plan, const std::filesystem::path& cache,
                                    const HubEnvironment& environment, const Token& token,
                                    Waiter& waiter, const DownloadOptions& options,
                                    DownloadProgress& progress, const quince::StopToken& stop) {
    Result<DownloadedModel> model =
        fetchModel(plan, cache, environment, token, waiter, options, progress, stop);
    if (model) {
        progress.phase = DownloadPhase::succeeded;
    } else {
        progress.phase = model.error().code == ErrorCode::stopped ? DownloadPhase::stopped
                                                                  : DownloadPhase::failed;
    }
    return model;
}

}  // namespace hub

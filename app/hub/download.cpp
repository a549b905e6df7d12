#include "hub/download.hpp"

#include "hub/blob_fetch.hpp"
#include "hub/cache_store.hpp"

#include <quince/file.hpp>
#include <quince/lm_studio.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

/// How soon a stop from outside is passed on to the transfers.
constexpr std::chrono::milliseconds stopLatency{20};

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

Status checkCase(const DownloadPlan& plan, const CacheStore& store) {
    const std::vector<std::string> names =
        store.tellsCaseApart() ? std::vector<std::string>() : caseClash(plan);
    if (names.empty()) {
        return {};
    }
    return Error{ErrorCode::unsupported,
                 plan.repoId + " holds both " + names[0] + " and " + names[1] +
                     ", which are the same file on this disk. Choose a folder for the cache on a "
                     "disk that tells upper from lower case",
                 store.layout().cache()};
}

/// The transfers of one download: threads that take one blob after another.
class Transfers {
public:
    Transfers(const FetchContext& context, std::vector<const PlannedBlob*> blobs)
        : m_context(context), m_blobs(std::move(blobs)) {}

    Status run(unsigned threads, const quince::StopToken& stop) {
        const std::size_t wanted = std::min<std::size_t>(threads, m_blobs.size());
        std::vector<std::thread> workers;
        {
            const std::lock_guard starting(m_mutex);
            try {
                while (workers.size() < wanted) {
                    workers.emplace_back([this] { work(); });
                    ++m_running;
                }
            } catch (const std::system_error&) {
                // The system gives no more threads: those that there are do the work.
            }
        }
        if (wanted > 0 && workers.empty()) {
            return Error{ErrorCode::io, "the system gives no thread for the download", {}};
        }
        std::unique_lock lock(m_mutex);
        while (!m_ended.wait_for(lock, stopLatency, [this] { return m_running == 0; })) {
            if (stop.stopRequested()) {
                m_stop.requestStop();
            }
        }
        lock.unlock();
        for (std::thread& worker : workers) {
            worker.join();
        }
        return m_failure ? Status(*m_failure) : Status();
    }

private:
    void work() {
        {
            BlobFetcher fetcher(m_context);  // its connections close on this thread
            for (std::size_t i = m_next++; i < m_blobs.size(); i = m_next++) {
                if (Status fetched = fetcher.fetch(*m_blobs[i], m_stop.token()); !fetched) {
                    fail(std::move(fetched).error());
                    break;
                }
            }
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_ended.notify_all();
    }

    /// The first one counts; it stops the others.
    void fail(Error error) {
        const std::lock_guard lock(m_mutex);
        if (!m_failure) {
            m_failure = std::move(error);
        }
        m_stop.requestStop();
    }

    const FetchContext& m_context;
    std::vector<const PlannedBlob*> m_blobs;
    std::atomic<std::size_t> m_next{0};
    quince::StopSource m_stop;
    std::mutex m_mutex;
    std::condition_variable m_ended;
    unsigned m_running = 0;
    std::optional<Error> m_failure;
};

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

Result<DownloadedModel> fetchModel(const DownloadPlan& plan, const std::filesystem::path& cache,
                                   const HubEnvironment& environment, const Token& token,
                                   Waiter& waiter, const DownloadOptions& options,
                                   DownloadProgress& progress, const quince::StopToken& stop) {
    if (stop.stopRequested()) {
        return Error{ErrorCode::stopped, "the download was stopped", cache};
    }
    if (Status fits = checkSpace(plan, cache); !fits) {
        return std::move(fits).error();
    }
    const Result<CacheStore> store =
        CacheStore::open(CacheLayout(cache, plan.repoId), environment.mayLink, options.makeLink);
    if (!store) {
        return store.error();
    }
    Status done = checkCase(plan, *store);
    if (done) {
        done = store->beginSnapshot(plan.commit);
    }
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
    if (!done) {
        return std::move(done).error();
    }
    DownloadedModel model;
    model.repoId = plan.repoId;
    model.revision = plan.revision;
    model.commit = plan.commit;
    model.folder = store->layout().snapshot(plan.commit);
    model.bytesFetched = progress.bytesReceived;
    for (const PlannedBlob& blob : plan.blobs) {
        if (digestKindOf(blob.etag) == DigestKind::none) {
            model.unproved.insert(model.unproved.end(), blob.paths.begin(), blob.paths.end());
        }
    }
    return model;
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

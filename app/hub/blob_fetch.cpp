#include "hub/blob_fetch.hpp"

#include "hub/blob_lock.hpp"
#include "hub/cache_files.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

Error wrongContent(const PlannedBlob& blob, const std::string& digest) {
    const bool isLarge = digestKindOf(blob.etag) == DigestKind::sha256;
    return {ErrorCode::untrusted,
            "what arrived is not the file that the Hub lists: its " +
                std::string(isLarge ? "SHA-256" : "git SHA-1") + " is " + digest + " and not " +
                blob.etag + ". Nothing of it was kept; try again, perhaps through another network",
            {}};
}

RetryOptions retryOptions(DownloadProgress& progress) {
    RetryOptions options;
    options.onPause = [&progress](const Pause& pause) {
        if (pause.reason == Pause::Reason::serverAsks) {
            progress.secondsAsked = static_cast<std::uint32_t>(
                std::chrono::ceil<std::chrono::seconds>(pause.length).count());
        }
    };
    return options;
}

}  // namespace

BlobFetcher::BlobFetcher(const FetchContext& context)
    : m_context(context),
      m_client(context.environment),
      m_waiter(context.waiter, context.progress.waitingForServer),
      m_retry(m_waiter, retryOptions(context.progress)) {}

BlobFetcher::~BlobFetcher() = default;

Status BlobFetcher::fetch(const PlannedBlob& blob, const quince::StopToken& stop) {
    const Counted running(m_context.progress.running);
    const Result<std::optional<BlobLock>> lock = [&] {
        const Counted waiting(m_context.progress.waitingForProgram);
        return BlobLock::take(m_context.store.layout().lock(blob.etag), stop);
    }();
    if (!lock) {
        return lock.error();
    }
    if (*lock) {
        return fetchLocked(blob, partialTag, stop);
    }
    // Where there are no locks, nobody else may write to our file, and so nobody can go on with it.
    const std::string tag = uniqueTag();
    Status fetched = fetchLocked(blob, tag, stop);
    std::error_code ignored;
    fs::remove(m_context.store.layout().partial(blob.etag, tag), ignored);
    return fetched;
}

Status BlobFetcher::fetchLocked(const PlannedBlob& blob, std::string_view workTag,
                                const quince::StopToken& stop) {
    const CacheLayout& layout = m_context.store.layout();
    DownloadProgress& progress = m_context.progress;
    const bool isNew = !isHere(blob);
    if (isNew) {
        if (Status got = get(blob, layout.partial(blob.etag, workTag), stop); !got) {
            return std::move(got).error().within(blob.paths.front());
        }
    } else {
        const bool othersWereFaster = blob.state == PlannedBlob::State::missing;
        progress.bytesDone += othersWereFaster ? blob.size : 0;
        std::error_code ignored;
        fs::remove(layout.partial(blob.etag, workTag), ignored);
    }
    Status placed = m_context.store.place(blob.etag, blob.size, m_context.plan.commit, blob.paths,
                                          isNew, workTag, stop);
    progress.filesDone += placed ? static_cast<std::uint32_t>(blob.paths.size()) : 0;
    return placed;
}

bool BlobFetcher::isHere(const PlannedBlob& blob) const {
    const CacheLayout& layout = m_context.store.layout();
    return isWholeFile(layout.blob(blob.etag), blob.size) ||
           std::any_of(blob.paths.begin(), blob.paths.end(), [&](const std::string& path) {
               return isWholeFile(layout.pointer(m_context.plan.commit, path), blob.size);
           });
}

Status BlobFetcher::get(const PlannedBlob& blob, const fs::path& file,
                        const quince::StopToken& stop) {
    DownloadProgress& progress = m_context.progress;
    if (blob.state != PlannedBlob::State::missing) {  // it was there, and now it is not
        progress.bytesTotal += blob.size;
    }
    Result<PartialBlob> partial =
        PartialBlob::open(file, blob.etag, blob.size, progress.bytesHashed, stop);
    if (!partial) {
        return std::move(partial).error();
    }
    progress.bytesDone += partial->bytes();
    progress.bytesResumed += partial->bytes();
    Status got = fill(*partial, blob, stop);
    if (got) {
        got = partial->finish(m_context.store.layout().blob(blob.etag));
    } else if (partial->bytes() == 0) {
        partial->discard();
    }
    return got;
}

Status BlobFetcher::fill(PartialBlob& partial, const PlannedBlob& blob,
                         const quince::StopToken& stop) {
    const DownloadPlan& plan = m_context.plan;
    BlobSource source(
        {m_context.environment.endpoint, plan.repoId, plan.commit, blob.paths.front(), blob.etag,
         m_context.token, m_context.environment.transferTimeout, m_context.segments},
        m_client, m_retry);
    for (bool isLastTry = false;; isLastTry = true) {
        if (Status filled = fillOnce(partial, source, stop); !filled) {
            if (source.isKnownAbsent()) {
                m_context.store.writeNoExist(plan.commit, blob.paths.front());
            }
            return filled;
        }
        if (partial.isRight()) {
            return {};
        }
        const std::string digest = partial.digest();
        m_context.progress.bytesTotal += isLastTry ? 0 : partial.bytes();
        if (Status restarted = partial.restart(); !restarted) {
            return restarted;
        }
        if (isLastTry) {
            return wrongContent(blob, digest);
        }
    }
}

Status BlobFetcher::fillOnce(PartialBlob& partial, BlobSource& source,
                             const quince::StopToken& stop) {
    int fruitless = 0;
    for (std::uint64_t best = partial.bytes(); !partial.isFull();) {
        const Result<BlobSource::Step> step = source.fetchMore(partial, m_context.progress, stop);
        if (!step) {
            return step.error();
        }
        if (*step == BlobSource::Step::again) {
            continue;
        }
        const bool hasGained = partial.bytes() > best;
        best = std::max(best, partial.bytes());
        fruitless = hasGained ? 0 : fruitless + 1;
        if (fruitless == fruitlessTries) {
            return Error{ErrorCode::network,
                         "the connection to " + source.host() + " broke off " +
                             std::to_string(fruitlessTries) +
                             " times without a new byte; try again later, it goes on from here",
                         {}};
        }
        if (hasGained && *step == BlobSource::Step::delivered) {
            continue;
        }
        if (Status waited = m_retry.pause(std::max(fruitless, 1), source.host(), stop); !waited) {
            return waited;
        }
    }
    return {};
}

}  // namespace hub

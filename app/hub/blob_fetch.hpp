#pragma once

#include "hub/blob_source.hpp"
#include "hub/cache_store.hpp"
#include "hub/download_plan.hpp"
#include "hub/download_progress.hpp"
#include "hub/http_client.hpp"
#include "hub/hub_environment.hpp"
#include "hub/retry.hpp"
#include "hub/told_waiter.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

namespace hub {

/// What all transfers of one download share. The things it points to outlive it.
struct FetchContext {
    const HubEnvironment& environment;
    Token token;
    Waiter& waiter;
    const CacheStore& store;
    const DownloadPlan& plan;
    Segments segments;
    DownloadProgress& progress;
};

/// Tries without a single new byte before a transfer gives up.
inline constexpr int fruitlessTries = 5;

/// Fetches blobs one after another, with connections of its own. Belongs to the thread that made
/// it.
class BlobFetcher {
public:
    explicit BlobFetcher(const FetchContext& context);
    BlobFetcher(const BlobFetcher&) = delete;
    BlobFetcher& operator=(const BlobFetcher&) = delete;
    ~BlobFetcher();

    /// Has the blob in the cache, under all its names. Wrong bytes are never kept; after any other
    /// error, and a stop, what arrived is, for the next run.
    quince::Status fetch(const PlannedBlob& blob, const quince::StopToken& stop);

private:
    quince::Status fetchLocked(const PlannedBlob& blob, std::string_view workTag,
                               const quince::StopToken& stop);
    quince::Status get(const PlannedBlob& blob, const std::filesystem::path& file,
                       const quince::StopToken& stop);
    quince::Status fill(PartialBlob& partial, const PlannedBlob& blob,
                        const quince::StopToken& stop);
    quince::Status fillOnce(PartialBlob& partial, BlobSource& source,
                            const quince::StopToken& stop);
    [[nodiscard]] bool isHere(const PlannedBlob& blob) const;

    const FetchContext& m_context;
    HttpClient m_client;
    ToldWaiter m_waiter;
    Retry m_retry;
};

}  // namespace hub

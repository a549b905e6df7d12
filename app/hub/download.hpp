#pragma once

#include "hub/blob_source.hpp"
#include "hub/download_plan.hpp"
#include "hub/download_progress.hpp"
#include "hub/link_probe.hpp"
#include "hub/token.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hub {

struct HubEnvironment;
class Waiter;

/// A model that is in the cache.
struct DownloadedModel {
    std::string repoId;  ///< as the Hub spells it
    std::string revision;
    std::string commit;
    std::filesystem::path folder;       ///< its snapshot
    std::uint64_t bytesFetched = 0;     ///< over the network in this run
    std::vector<std::string> unproved;  ///< whose hash the Hub does not tell: only sizes compared
    std::string note;  ///< for a person: why it was taken as it lies in the cache, or the plan's
};

struct DownloadOptions {
    unsigned transfers = 4;  ///< at a time
    Segments segments;
    MakeLink makeLink = makeSymlink;
};

/// Fetches what `plan` misses into the cache folder `cache`, several files at a time, and then
/// writes the ref; nothing at all is written where all is there, the ref too. Blocks; call it from
/// a worker thread. What arrived before an error or a stop stays and is gone on with; the ref is
/// only written when all is there. `waiter` is used by several threads at once. A stop is seen
/// within 100 ms. Errors: stopped; diskFull, also before anything is fetched; io; what HttpClient
/// and hub_error tell; untrusted: wrong bytes twice.
quince::Result<DownloadedModel> runDownload(const DownloadPlan& plan,
                                            const std::filesystem::path& cache,
                                            const HubEnvironment& environment, const Token& token,
                                            Waiter& waiter, const DownloadOptions& options,
                                            DownloadProgress& progress,
                                            const quince::StopToken& stop);

}  // namespace hub

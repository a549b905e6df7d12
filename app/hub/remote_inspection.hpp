#pragma once

#include "hub/file_reader.hpp"
#include "hub/header_store.hpp"

#include <quince/plan.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace hub {

/// Lists all files of the commit, if they have to be asked for.
using ListFiles =
    std::function<quince::Result<std::vector<RepoFile>>(const quince::StopToken& stop)>;

struct RemoteInspection {
    std::shared_ptr<const quince::Inspection> inspection;
    std::vector<RepoFile> files;  ///< all of the commit; for planDownload
};

/// What the model at a commit on the Hub is, told before a byte of its weights is fetched:
/// makePlan, layoutOutput and footprintOf give of it what they would give of the downloaded model.
/// Reads config.json, generation_config.json and the index, and of each file of weights the header,
/// eight at a time. What `store` has of the commit is not asked for again. Blocks; for a worker
/// thread. A stop is seen within 100 ms. All must outlive the call; `waiter` is used by several
/// threads.
///
/// Errors: stopped; as FileReader; unsupported, notFound, malformed: what quince::openCheckpoint
/// says of such a model, its weights in another format, say; io, diskFull: of `store`.
quince::Result<RemoteInspection> inspectRemote(const RepoCommit& commit, const ListFiles& list,
                                               const quince::ArchitectureLibrary& library,
                                               const HeaderStore& store,
                                               const HubEnvironment& environment,
                                               const Token& token, Waiter& waiter,
                                               const quince::StopToken& stop);

}  // namespace hub

#include "core/convert/prepare_staging.hpp"

#include "core/base/file.hpp"
#include "core/convert/fingerprint.hpp"
#include "core/convert/output_tiles.hpp"

#include <quince/side_files.hpp>

#include <algorithm>
#include <string>
#include <system_error>

namespace quince {
namespace {

namespace fs = std::filesystem;

/// Journal, config, index, model card and what the file system needs for itself.
constexpr std::uint64_t smallFiles = 16U << 20;

/// Removes all of the model folder but the planned shards, and those too without a journal.
Status removeStrangers(const JobRun& run, const fs::path& folder, bool keepShards) {
    std::vector<fs::path> strangers;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const auto& shards = run.job.layout.shards;
        const bool planned = std::any_of(shards.begin(), shards.end(), [&](const auto& shard) {
            return at->path().filename() == shard.fileName;
        });
        if (!keepShards || !planned || !at->is_regular_file(error) || at->is_symlink(error)) {
            strangers.push_back(at->path());
        }
    }
    for (const fs::path& stranger : strangers) {
        if (!error) {
            fs::remove_all(stranger, error);
        }
    }
    if (error) {
        return Error{ErrorCode::io, "cannot clear the work folder: " + error.message(), folder};
    }
    return {};
}

/// A shard that is not what planning saw would give wrong weights.
Status checkSource(const Checkpoint& checkpoint) {
    for (const ShardFile& shard : checkpoint.shards) {
        std::error_code error;
        const std::uint64_t bytes = fs::file_size(shard.path, error);
        if (error) {
            return Error{ErrorCode::io, "cannot read a shard of the source: " + error.message(),
                         shard.path};
        }
        if (bytes != shard.bytes) {
            return Error{ErrorCode::mismatch,
                         nameText(shard.path) + " has changed: it has " + std::to_string(bytes) +
                             " bytes, it had " + std::to_string(shard.bytes),
                         shard.path};
        }
    }
    return {};
}

}  // namespace

Status clearStaging(const JobRun& run, const Staging& staging) {
    if (Status same = checkSource(run.job.plan.inspection->checkpoint); !same) {
        return same;
    }
    const bool goesOn = Journal::read(staging.journal(),
                                      fingerprintOf(run.job.plan, run.job.layout), run.tiles.size())
                            .has_value();
    return removeStrangers(run, staging.model(), goesOn);
}

std::uint64_t spaceNeeded(const ConversionJob& job) {
    const fs::path model = Staging::modelIn(job.staging);
    std::uint64_t needed = smallFiles;
    for (const OutputShard& shard : job.layout.shards) {
        needed += shard.bytes - std::min(shard.bytes, allocatedBytes(model / shard.fileName));
    }
    const fs::path& source = job.plan.inspection->checkpoint.folder;
    if (const Result<SideFiles> sides = listSideFiles(source, ""); sides) {
        needed += sides->bytes();
    }
    return needed;
}

Result<Journal> prepareStaging(const JobRun& run, const Staging& staging) {
    if (Status made = createShards(run.job.plan, run.job.layout, staging.model()); !made) {
        return std::move(made).error();
    }
    return Journal::open(staging.journal(), fingerprintOf(run.job.plan, run.job.layout),
                         run.tiles.size());
}

}  // namespace quince

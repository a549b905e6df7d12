#include "core/convert/prepare_staging.hpp"

#include "core/convert/fingerprint.hpp"
#include "core/convert/output_tiles.hpp"

#include <quince/lm_studio.hpp>
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

/// Bytes on the disk that the shards hold already.
std::uint64_t stagedBytes(const JobRun& run, const Journal::Hashes& done) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < done.size(); ++i) {
        bytes += done[i] ? rangesOf(run.job.plan, run.tiles[i]).bytes() : 0;
    }
    return bytes;
}

Status checkSpace(const JobRun& run, const Staging& staging, std::uint64_t staged) {
    const Result<std::uint64_t> available = spaceAvailable(staging.model());
    if (!available) {
        return available.error();
    }
    std::uint64_t needed = run.job.layout.fileBytes + smallFiles;
    const fs::path& source = run.job.plan.inspection->checkpoint.folder;
    if (const Result<SideFiles> sides = listSideFiles(source, ""); sides) {
        needed += sides->bytes();
    }
    needed -= std::min(needed, staged);
    if (*available < needed) {
        return Error{ErrorCode::diskFull,
                     "not enough space: " + std::to_string(needed) + " bytes are needed, " +
                         std::to_string(*available) + " are free",
                     staging.model()};
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

Result<Journal> prepareStaging(const JobRun& run, const Staging& staging) {
    if (Status same = checkSource(run.job.plan.inspection->checkpoint); !same) {
        return std::move(same).error();
    }
    const Fingerprint job = fingerprintOf(run.job.plan, run.job.layout);
    const auto done = Journal::read(staging.journal(), job, run.tiles.size());
    Status status = removeStrangers(run, staging.model(), done.has_value());
    if (status) {
        status = checkSpace(run, staging, done ? stagedBytes(run, *done) : 0);
    }
    if (status) {
        status = createShards(run.job.plan, run.job.layout, staging.model());
    }
    if (!status) {
        return std::move(status).error();
    }
    return Journal::open(staging.journal(), job, run.tiles.size());
}

}  // namespace quince

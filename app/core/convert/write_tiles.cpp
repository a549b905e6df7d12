#include "core/base/parallel_for.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/output_tiles.hpp"
#include "core/convert/tile_encoder.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

namespace quince {
namespace {

/// Ranges that each shard still waits for.
class ShardCounters {
public:
    ShardCounters(const JobRun& run, const std::vector<std::uint32_t>& pending)
        : m_run(run), m_left(run.job.layout.shards.size()) {
        for (const std::uint32_t tile : pending) {
            count(tile, [](std::atomic<std::uint64_t>& left) { ++left; });
        }
    }

    [[nodiscard]] std::uint32_t idle() const {
        return static_cast<std::uint32_t>(std::count_if(
            m_left.begin(), m_left.end(), [](const auto& left) { return left == 0; }));
    }

    /// Syncs the shards for which this was the last tile, while other workers go on.
    [[nodiscard]] Status finish(std::uint32_t tile) {
        Status status;
        count(tile, [&](std::atomic<std::uint64_t>& left) {
            if (--left == 0 && status) {
                status = sync(static_cast<std::uint32_t>(&left - m_left.data()));
            }
        });
        return status;
    }

private:
    template <typename Action>
    void count(std::uint32_t tile, const Action& action) {
        const TileRanges ranges = rangesOf(m_run.job.plan, m_run.tiles[tile]);
        for (const OutputRange& range : ranges.all()) {
            action(m_left[m_run.job.layout.places[range.output].shard]);
        }
    }

    [[nodiscard]] Status sync(std::uint32_t shard) {
        const Result<std::shared_ptr<File>> file = m_run.output.at(shard);
        if (!file) {
            return file.error();
        }
        ++m_run.progress.shardsDone;
        return (*file)->sync();
    }

    const JobRun& m_run;
    std::vector<std::atomic<std::uint64_t>> m_left;
};

/// One worker's work on one tile.
Status makeTile(const JobRun& run, std::uint32_t index, TileEncoder& encoder, Journal& journal,
                QualityRun& quality) {
    const ConversionPlan& plan = run.job.plan;
    const Tile& tile = run.tiles[index];
    run.progress.currentOutput = plan.tensors[tile.tensor].firstOutput;
    const std::uint64_t readBefore = encoder.bytesRead();
    if (Status status = encoder.encode(tile); !status) {
        return status;
    }
    const Result<std::uint64_t> hash = writeTile(plan, run.job.layout, tile, encoder, run.output);
    if (!hash) {
        return hash.error();
    }
    run.progress.bytesRead += encoder.bytesRead() - readBefore;
    Status noted = quality.note(index, *hash, encoder);
    if (noted) {
        noted = journal.append(index, *hash);
    }
    if (noted) {
        run.progress.bytesDone += rangesOf(plan, tile).bytes();
    }
    return noted;
}

std::vector<std::uint32_t> pendingTiles(const Journal::Hashes& done) {
    std::vector<std::uint32_t> pending;
    for (std::uint32_t i = 0; i < done.size(); ++i) {
        if (!done[i]) {
            pending.push_back(i);
        }
    }
    return pending;
}

}  // namespace

void beginPhase(Progress& progress, ConversionState state, std::uint64_t bytesTotal,
                std::uint64_t bytesDone) {
    progress.bytesTotal = bytesTotal;
    progress.bytesDone = bytesDone;
    progress.state = state;
}

Status writeTiles(const JobRun& run, const Journal::Hashes& done, Journal& journal,
                  QualityRun& quality) {
    const std::vector<std::uint32_t> pending = pendingTiles(done);
    ShardCounters counters(run, pending);
    run.progress.shardsTotal = static_cast<std::uint32_t>(run.job.layout.shards.size());
    run.progress.shardsDone = counters.idle();

    std::vector<std::unique_ptr<TileEncoder>> encoders(run.workers);
    return parallelFor(
        pending.size(), run.workers, run.stop, [&](std::size_t index, unsigned worker) -> Status {
            if (!encoders[worker]) {
                encoders[worker] =
                    std::make_unique<TileEncoder>(run.job.plan, run.source, run.norms);
            }
            Status made = makeTile(run, pending[index], *encoders[worker], journal, quality);
            return made ? counters.finish(pending[index]) : made;
        });
}

}  // namespace quince

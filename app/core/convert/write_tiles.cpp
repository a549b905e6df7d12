#include "core/base/parallel_for.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/output_tiles.hpp"
#include "core/convert/shared_tiles.hpp"
#include "core/convert/tile_encoder.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace quince {
namespace {

/// Ranges that each shard still waits for.
class ShardCounters {
public:
    ShardCounters(const JobRun& run, const Journal::Hashes& done)
        : m_run(run), m_left(run.job.layout.shards.size()) {
        for (std::uint32_t tile = 0; tile < done.size(); ++tile) {
            if (!done[tile]) {
                count(tile, [](std::atomic<std::uint64_t>& left) { ++left; });
            }
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

/// One result's part of the pass. Thread-safe.
class Lane {
public:
    explicit Lane(PassResult& result)
        : m_result(result),
          m_counters(result.run, result.done),
          m_left(result.run.job.plan.outputBytes -
                 doneBytes(result.run.job.plan, result.run.tiles, result.done)) {}

    [[nodiscard]] std::uint32_t idleShards() const { return m_counters.idle(); }
    [[nodiscard]] bool failed() const { return m_failed; }

    /// Encodes and writes what the encoder has read.
    void make(std::uint32_t index, TileEncoder& encoder) {
        if (Status status = write(index, encoder); !status) {
            fail(std::move(status));
        }
    }

private:
    [[nodiscard]] Status write(std::uint32_t index, TileEncoder& encoder) {
        const JobRun& run = m_result.run;
        const Tile& tile = run.tiles[index];
        encoder.encode(run.job.plan, tile);
        if (encoder.tooLarge()) {
            const std::lock_guard lock(m_mutex);
            m_result.tooLarge.insert(tile.tensor);
        }
        const Result<std::uint64_t> hash =
            writeTile(run.job.plan, run.job.layout, tile, encoder, run.output);
        if (!hash) {
            return hash.error();
        }
        Status noted = m_result.quality.note(index, *hash, encoder);
        if (noted) {
            noted = m_result.journal.append(index, *hash);
        }
        if (!noted) {
            return noted;
        }
        const std::uint64_t bytes = rangesOf(run.job.plan, tile).bytes();
        if (!m_failed) {
            m_left -= bytes;
            run.progress.bytesDone += bytes;
        }
        return m_counters.finish(index);
    }

    /// The first failure counts; what is left of this result is no work any more.
    void fail(Status status) {
        const std::lock_guard lock(m_mutex);
        if (!m_failed.exchange(true)) {
            m_result.status = std::move(status);
            m_result.run.progress.bytesTotal -= m_left;
        }
    }

    PassResult& m_result;
    ShardCounters m_counters;
    std::atomic<std::uint64_t> m_left;  ///< output bytes
    std::atomic<bool> m_failed = false;
    std::mutex m_mutex;  ///< guards m_result.status and tooLarge
};

}  // namespace

void beginPhase(Progress& progress, ConversionState state, std::uint64_t bytesTotal,
                std::uint64_t bytesDone) {
    progress.bytesTotal = bytesTotal;
    progress.bytesDone = bytesDone;
    progress.state = state;
}

Status writeTiles(std::span<PassResult> results) {
    const JobRun& shared = results.front().run;
    std::vector<SharedTiles::Source> sources;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::uint32_t shards = 0;
    std::uint32_t idle = 0;
    for (PassResult& result : results) {
        sources.push_back({result.run.tiles, result.done});
        lanes.push_back(std::make_unique<Lane>(result));
        shards += static_cast<std::uint32_t>(result.run.job.layout.shards.size());
        idle += lanes.back()->idleShards();
    }
    shared.progress.shardsTotal = shards;
    shared.progress.shardsDone = idle;

    const SharedTiles tiles(sources);
    std::vector<std::unique_ptr<TileEncoder>> encoders(shared.workers);
    const auto make = [&](std::size_t number, unsigned worker) -> Status {
        std::vector<SharedTiles::Use> uses;  // by those that have not failed when it begins
        for (const SharedTiles::Use& use : tiles.uses(number)) {
            if (!lanes[use.result]->failed()) {
                uses.push_back(use);
            }
        }
        if (uses.empty()) {
            return {};
        }
        if (!encoders[worker]) {
            encoders[worker] =
                std::make_unique<TileEncoder>(shared.job.plan, shared.source, shared.norms);
        }
        TileEncoder& encoder = *encoders[worker];
        const Tile& tile = results[uses.front().result].run.tiles[uses.front().index];
        shared.progress.currentOutput = shared.job.plan.tensors[tile.tensor].firstOutput;
        const std::uint64_t readBefore = encoder.bytesRead();
        Status read = encoder.read(tile);
        shared.progress.bytesRead += encoder.bytesRead() - readBefore;
        for (const SharedTiles::Use& use : uses) {
            if (read) {
                lanes[use.result]->make(use.index, encoder);
            }
        }
        return read;
    };
    return parallelFor(tiles.size(), shared.workers, shared.stop, make);
}

}  // namespace quince

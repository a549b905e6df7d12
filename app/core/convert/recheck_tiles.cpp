#include "core/base/parallel_for.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/output_tiles.hpp"

namespace quince {

std::uint64_t doneBytes(const ConversionPlan& plan, const std::vector<Tile>& tiles,
                        const Journal::Hashes& done) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < done.size(); ++i) {
        bytes += done[i] ? rangesOf(plan, tiles[i]).bytes() : 0;
    }
    return bytes;
}

Result<Journal::Hashes> recheckTiles(const JobRun& run, const Journal::Hashes& done) {
    Journal::Hashes kept = done;
    std::vector<std::vector<std::byte>> buffers(run.workers);
    const auto recheck = [&](std::size_t index, unsigned worker) -> Status {
        if (!done[index]) {
            return {};
        }
        const Tile& tile = run.tiles[index];
        const Result<std::uint64_t> hash =
            hashTile(run.job.plan, run.job.layout, tile, run.output, buffers[worker]);
        if (!hash || *hash != *done[index]) {
            kept[index].reset();  // unreadable or other bytes: it is made again
        }
        run.progress.bytesDone += rangesOf(run.job.plan, tile).bytes();
        return {};
    };
    if (Status status = parallelFor(done.size(), run.workers, run.stop, recheck); !status) {
        return std::move(status).error();
    }
    return kept;
}

}  // namespace quince

#pragma once

#include "core/convert/column_norms.hpp"
#include "core/convert/journal.hpp"
#include "core/convert/open_files.hpp"
#include "core/convert/tiles.hpp"
#include "core/quality/quality_run.hpp"

#include <quince/convert.hpp>

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace quince {

/// As many as the largest Mac has cores (M3 Ultra): more would wait for one another, and each costs
/// memory.
inline constexpr unsigned mostWorkers = 32;

/// What the steps of one result's conversion share. Its parts may be used by several threads at
/// once; the references outlive it. Progress, stop, source, norms and workers are those of all
/// results that are made in one pass over the source.
struct JobRun {
    const ConversionJob& job;
    const std::vector<Tile>& tiles;
    Progress& progress;
    const StopToken& stop;
    OpenFiles& source;
    OpenFiles& output;
    ColumnNorms& norms;
    unsigned workers = 1;
};

/// Output bytes of the tiles that have a hash.
[[nodiscard]] std::uint64_t doneBytes(const ConversionPlan& plan, const std::vector<Tile>& tiles,
                                      const Journal::Hashes& done);

/// Of the tiles that `done` names, keeps those whose bytes in the staged files still have the
/// hash of the journal; the others must be done again. Errors: stopped.
[[nodiscard]] Result<Journal::Hashes> recheckTiles(const JobRun& run, const Journal::Hashes& done);

/// One of the results that writeTiles() makes in a pass.
struct PassResult {
    const JobRun& run;
    const Journal::Hashes& done;
    Journal& journal;
    QualityRun& quality;
    Status status;  ///< its own failure (io, diskFull): it is left out from there on
    /// Tensors of the blueprint with numbers that float16 cannot hold, in tiles that were made.
    std::set<std::uint32_t> tooLarge = {};
};

/// Makes every tile that has no hash in `done`: reads it once for all results that lack it,
/// measures it, notes it in their journals, and syncs each shard after its last tile. Errors, which
/// end all: io, malformed (of the source), stopped. REQUIRES: plans of one blueprint, runs that
/// share their parts
[[nodiscard]] Status writeTiles(std::span<PassResult> results);

/// Bytes that verifyTiles() will read back.
[[nodiscard]] std::uint64_t bytesToVerify(const JobRun& run);

/// Checks what was written: headers are those of the plan; tiles (all, or first and last of each
/// tensor) have the hashes of the journal; sampled blocks decode to the source's values. Source
/// values that are not finite become warnings. Errors: mismatch, io, stopped.
[[nodiscard]] Status verifyTiles(const JobRun& run, const Journal::Hashes& hashes,
                                 std::vector<std::string>& warnings);

/// Begins a phase of `progress`.
void beginPhase(Progress& progress, ConversionState state, std::uint64_t bytesTotal,
                std::uint64_t bytesDone = 0);

}  // namespace quince

#pragma once

#include "core/convert/journal.hpp"
#include "core/convert/tile_encoder.hpp"
#include "core/convert/tiles.hpp"
#include "core/quality/findings_file.hpp"

#include <quince/plan.hpp>
#include <quince/quality_report.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace quince {

/// Measures the tiles of one conversion as they are made, and makes the report in the end. What was
/// found stands in a file beside the journal, so a run that is resumed gives the same report.
class QualityRun {
public:
    /// REQUIRES: plan and tiles outlive it. Errors: io, diskFull.
    static Result<QualityRun> open(const ConversionPlan& plan, const std::vector<Tile>& tiles,
                                   const std::filesystem::path& file, const Fingerprint& job);

    /// Takes out of `done` the tiles whose findings are lost: they must be made again.
    void keepKnown(Journal::Hashes& done) const;

    /// Of the tile that `encoder` has just made, whose bytes have `hash`; to be called before the
    /// journal has it. Thread-safe for different tiles. Errors: io, diskFull.
    [[nodiscard]] Status note(std::uint32_t tile, std::uint64_t hash, const TileEncoder& encoder);

    /// Nothing when the plan quantizes nothing. REQUIRES: each tile was noted or kept.
    /// Errors: io (what was found cannot be read back).
    [[nodiscard]] Result<std::optional<QualityReport>> report(const Journal::Hashes& hashes) const;

private:
    QualityRun(const ConversionPlan& plan, const std::vector<Tile>& tiles, FindingsFile file);

    const ConversionPlan* m_plan;
    const std::vector<Tile>* m_tiles;
    FindingsFile m_file;
    std::vector<bool> m_measured;  ///< by tensor
    bool m_any;
};

}  // namespace quince

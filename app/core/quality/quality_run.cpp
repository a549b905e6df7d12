#include "core/quality/quality_run.hpp"

#include "core/quality/make_report.hpp"
#include "core/quality/measure_tile.hpp"

#include <algorithm>
#include <utility>

namespace quince {

QualityRun::QualityRun(const ConversionPlan& plan, const std::vector<Tile>& tiles,
                       FindingsFile file)
    : m_plan(&plan),
      m_tiles(&tiles),
      m_file(std::move(file)),
      m_measured(measuredTensors(plan)),
      m_any(std::find(m_measured.begin(), m_measured.end(), true) != m_measured.end()) {}

Result<QualityRun> QualityRun::open(const ConversionPlan& plan, const std::vector<Tile>& tiles,
                                    const std::filesystem::path& file, const Fingerprint& job) {
    Result<FindingsFile> opened = FindingsFile::open(file, job);
    if (!opened) {
        return std::move(opened).error();
    }
    return QualityRun(plan, tiles, *std::move(opened));
}

void QualityRun::keepKnown(Journal::Hashes& done) const {
    for (std::uint32_t i = 0; i < done.size(); ++i) {
        if (done[i] && m_measured[(*m_tiles)[i].tensor] && !m_file.read(i, *done[i])) {
            done[i].reset();
        }
    }
}

Status QualityRun::note(std::uint32_t tile, std::uint64_t hash, const TileEncoder& encoder) {
    if (!m_measured[(*m_tiles)[tile].tensor]) {
        return {};
    }
    return m_file.write(tile, hash, measureTile(*m_plan, (*m_tiles)[tile], encoder));
}

Result<std::optional<QualityReport>> QualityRun::report(const Journal::Hashes& hashes) const {
    if (!m_any) {
        return std::optional<QualityReport>();
    }
    // In the order of the tiles, whoever made them.
    std::vector<GroupFindings> findings(m_plan->tensors.size());
    for (std::uint32_t i = 0; i < m_tiles->size(); ++i) {
        const std::uint32_t tensor = (*m_tiles)[i].tensor;
        if (!m_measured[tensor]) {
            continue;
        }
        const std::optional<GroupFindings> found = m_file.read(i, hashes[i].value_or(0));
        if (!found) {
            return Error{ErrorCode::io,
                         "the measured errors of " + modelTensor(*m_plan, tensor).name +
                             " cannot be read back",
                         m_file.path()};
        }
        findings[tensor].add(*found);
    }
    return std::optional(makeQualityReport(*m_plan, findings));
}

}  // namespace quince

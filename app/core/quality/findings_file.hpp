#pragma once

#include "core/base/file.hpp"
#include "core/convert/journal.hpp"
#include "core/quality/measure_groups.hpp"

#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace quince {

/// The findings of each tile on disk beside the journal, so that a resumed conversion gives the
/// report of an undisturbed one, in memory that does not grow with the model. One slot of 112
/// bytes for each tile at its number, little-endian:
///
///     0..103    the findings, field by field
///     104..111  check: XXH3-64 over the job's fingerprint, the tile's number, the hash of its
///               output bytes, and the findings
///
/// A slot of another job, or torn, or of other output bytes, fails its check.
class FindingsFile {
public:
    /// Errors: io, diskFull.
    static Result<FindingsFile> open(const std::filesystem::path& file, const Fingerprint& job);

    /// Thread-safe for different tiles. Errors: io, diskFull.
    [[nodiscard]] Status write(std::uint32_t tile, std::uint64_t hash,
                               const GroupFindings& findings);
    /// Nothing when the check fails. Thread-safe beside writes of other tiles.
    [[nodiscard]] std::optional<GroupFindings> read(std::uint32_t tile, std::uint64_t hash) const;

    [[nodiscard]] const std::filesystem::path& path() const { return m_file.path(); }

private:
    FindingsFile(File file, const Fingerprint& job) : m_file(std::move(file)), m_job(job) {}

    File m_file;
    Fingerprint m_job;
};

}  // namespace quince

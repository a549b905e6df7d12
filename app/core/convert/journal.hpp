#pragma once

#include "core/base/file.hpp"

#include <quince/result.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace quince {

/// 128 bits that stand for one job; see fingerprintOf.
using Fingerprint = std::array<std::uint64_t, 2>;

/// Which tiles are done, on disk. A file that only grows, little-endian:
///
///     bytes     what
///     0..15     "quince journal 1"
///     16..31    fingerprint of the job
///     then records of 16 bytes:
///       0..3    index of the tile
///       4..7    check: low half of XXH3-64 of the fingerprint, the index and the hash
///       8..15   XXH3-64 over the tile's output bytes, its ranges in order
///
/// A record is appended after its tile's bytes were written, so a crash of the program loses at
/// most the tiles in flight. After a power cut the file system may hold a record without its
/// tile's bytes: whoever resumes compares the hash. Reading ends at the first record whose check
/// is wrong (a torn tail), and writing goes on there.
class Journal {
public:
    using Hashes = std::vector<std::optional<std::uint64_t>>;  ///< by tile; empty: not done

    /// Reads only. Nothing when there is no journal of this job. REQUIRES: tiles < 2^32
    static std::optional<Hashes> read(const std::filesystem::path& file, const Fingerprint& job,
                                      std::size_t tiles);

    /// Goes on with the journal of this job, or begins a new one. Errors: io, diskFull.
    static Result<Journal> open(const std::filesystem::path& file, const Fingerprint& job,
                                std::size_t tiles);

    /// What was read on opening and appended since. Not while others append.
    [[nodiscard]] const Hashes& hashes() const { return m_hashes; }

    [[nodiscard]] const Fingerprint& job() const { return m_job; }

    /// Thread-safe. Errors: io, diskFull.
    [[nodiscard]] Status append(std::uint32_t tile, std::uint64_t hash);

private:
    Journal(File file, const Fingerprint& job);

    File m_file;
    Fingerprint m_job;
    Hashes m_hashes;
    std::uint64_t m_end = 0;
    std::unique_ptr<std::mutex> m_mutex = std::make_unique<std::mutex>();  ///< m_hashes, m_end
};

}  // namespace quince

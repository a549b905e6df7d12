#pragma once

#include "hub/digest.hpp"

#include <quince/file.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace hub {

/// A blob that is being downloaded: bytes come in order, are hashed on the way and lie in a file
/// that a later run can go on with. Only a file of the right size and digest leaves it under its
/// real name. One writer at a time: hold the BlobLock.
class PartialBlob {
public:
    /// Opens or makes `file` and hashes what an earlier run has left in it, counting into `hashed`.
    /// What is longer than `size` is thrown away. Errors: io, diskFull, stopped.
    static quince::Result<PartialBlob> open(const std::filesystem::path& file,
                                            std::string_view etag, std::uint64_t size,
                                            std::atomic<std::uint64_t>& hashed,
                                            const quince::StopToken& stop);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// That are in the file and hashed; the next byte's offset.
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    [[nodiscard]] bool isFull() const { return m_bytes == m_size; }
    /// What the digest of a full blob is; empty where its name is no digest.
    [[nodiscard]] std::string digest() const { return m_digest.hex(); }
    /// The size is right, and so is the digest if there is one.
    [[nodiscard]] bool isRight() const;

    /// Errors: io, diskFull; malformed: more than `size`.
    quince::Status append(std::span<const std::byte> bytes);
    /// From 0 again. Errors: io.
    quince::Status restart();
    /// Puts the bytes on the disk and gives the file its real name. REQUIRES: isRight()
    /// Errors: io, diskFull.
    quince::Status finish(const std::filesystem::path& blob);
    /// Closes and removes the file.
    void discard();

private:
    PartialBlob(quince::File file, std::string_view etag, std::uint64_t size);
    quince::Status rehash(std::uint64_t bytes, std::atomic<std::uint64_t>& hashed,
                          const quince::StopToken& stop);

    quince::File m_file;
    std::string m_etag;
    std::uint64_t m_size;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_startedWriting = 0;  ///< told to the system to write out
    Digest m_digest;
};

}  // namespace hub

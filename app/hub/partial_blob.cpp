#include "hub/partial_blob.hpp"

#include "hub/cache_files.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::File;
using quince::Status;

constexpr std::size_t readPiece = std::size_t{1} << 20;
/// So that the last sync of a large file finds little to do.
constexpr std::uint64_t writebackPiece = std::uint64_t{32} << 20;

}  // namespace

PartialBlob::PartialBlob(File file, std::string_view etag, std::uint64_t size)
    : m_file(std::move(file)), m_etag(etag), m_size(size), m_digest(digestKindOf(etag), size) {}

quince::Result<PartialBlob> PartialBlob::open(const fs::path& file, std::string_view etag,
                                              std::uint64_t size,
                                              std::atomic<std::uint64_t>& hashed,
                                              const quince::StopToken& stop) {
    quince::Result<File> opened = File::openOrCreate(file);
    if (!opened) {
        return std::move(opened).error();
    }
    const quince::Result<std::uint64_t> there = opened->size();
    if (!there) {
        return there.error();
    }
    PartialBlob blob(std::move(*opened), etag, size);
    Status ready = *there > size ? blob.restart() : blob.rehash(*there, hashed, stop);
    if (!ready) {
        return std::move(ready).error();
    }
    return blob;
}

Status PartialBlob::rehash(std::uint64_t bytes, std::atomic<std::uint64_t>& hashed,
                           const quince::StopToken& stop) {
    std::vector<std::byte> piece(
        static_cast<std::size_t>(std::min<std::uint64_t>(readPiece, bytes)));
    while (m_bytes < bytes) {
        if (stop.stopRequested()) {
            return Error{ErrorCode::stopped, "the download was stopped", m_file.path()};
        }
        const auto part = std::span(piece).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(readPiece, bytes - m_bytes)));
        if (Status read = m_file.readAt(m_bytes, part); !read) {
            return read;
        }
        m_digest.add(part);
        m_bytes += part.size();
        hashed += part.size();
    }
    m_startedWriting = m_bytes;
    return {};
}

bool PartialBlob::isRight() const {
    return isFull() && (m_digest.kind() == DigestKind::none || m_digest.hex() == m_etag);
}

Status PartialBlob::append(std::span<const std::byte> bytes) {
    if (bytes.size() > m_size - m_bytes) {
        return Error{
            ErrorCode::malformed,
            "the server sends more than the " + std::to_string(m_size) + " bytes that the file has",
            m_file.path()};
    }
    if (Status written = m_file.writeAt(m_bytes, bytes); !written) {
        return written;
    }
    m_digest.add(bytes);
    m_bytes += bytes.size();
    if (m_bytes - m_startedWriting >= writebackPiece) {
        m_file.startWriteback(m_startedWriting, m_bytes - m_startedWriting);
        m_startedWriting = m_bytes;
    }
    return {};
}

Status PartialBlob::restart() {
    m_digest.reset();
    m_bytes = 0;
    m_startedWriting = 0;
    return m_file.resize(0);
}

Status PartialBlob::finish(const fs::path& blob) {
    if (Status synced = m_file.sync(); !synced) {
        return synced;
    }
    const fs::path partial = m_file.path();
    m_file.close();  // Windows renames no open file
    return moveFile(partial, blob);
}

void PartialBlob::discard() {
    m_file.close();
    std::error_code ignored;
    fs::remove(m_file.path(), ignored);
}

}  // namespace hub

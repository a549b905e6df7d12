#include "core/convert/journal.hpp"

#include <xxhash.h>

#include <cstring>
#include <span>
#include <utility>

namespace quince {
namespace {

constexpr std::uint64_t headerBytes = 32;
constexpr std::uint64_t recordBytes = 16;
constexpr char magic[] = "quince journal 1";
using Header = std::array<std::byte, headerBytes>;
using Record = std::array<std::byte, recordBytes>;

/// Little-endian, whatever the machine.
template <typename T>
void put(std::byte* to, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        to[i] = static_cast<std::byte>((value >> (8 * i)) & 0xFFU);
    }
}

template <typename T>
T get(const std::byte* from) {
    T value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) {
        value = static_cast<T>(value << 8) | static_cast<T>(from[i]);
    }
    return value;
}

Header headerFor(const Fingerprint& job) {
    Header header{};
    std::memcpy(header.data(), magic, 16);
    put(header.data() + 16, job[0]);
    put(header.data() + 24, job[1]);
    return header;
}

Record recordFor(const Fingerprint& job, std::uint32_t tile, std::uint64_t hash) {
    std::array<std::byte, 28> checked{};
    put(checked.data(), job[0]);
    put(checked.data() + 8, job[1]);
    put(checked.data() + 16, tile);
    put(checked.data() + 20, hash);
    const auto check = static_cast<std::uint32_t>(XXH3_64bits(checked.data(), checked.size()));
    Record record{};
    put(record.data(), tile);
    put(record.data() + 4, check);
    put(record.data() + 8, hash);
    return record;
}

struct Contents {
    Journal::Hashes hashes;
    std::uint64_t end = headerBytes;  ///< of the last good record
};

/// The records that `bytes` begin with, into `contents`; false at the first bad one.
bool take(std::span<const std::byte> bytes, const Fingerprint& job, Contents& contents) {
    for (; bytes.size() >= recordBytes; bytes = bytes.subspan(recordBytes)) {
        const auto tile = get<std::uint32_t>(bytes.data());
        const auto hash = get<std::uint64_t>(bytes.data() + 8);
        const Record expected = recordFor(job, tile, hash);
        if (tile >= contents.hashes.size() ||
            std::memcmp(bytes.data(), expected.data(), recordBytes) != 0) {
            return false;
        }
        contents.hashes[tile] = hash;
        contents.end += recordBytes;
    }
    return true;
}

std::optional<Contents> contentsOf(const File& file, const Fingerprint& job, std::size_t tiles) {
    const Result<std::uint64_t> size = file.size();
    Header header{};
    if (!size || *size < headerBytes || !file.readAt(0, header) || header != headerFor(job)) {
        return std::nullopt;
    }
    Contents contents{Journal::Hashes(tiles), headerBytes};
    std::vector<std::byte> portion(std::size_t{4096} * recordBytes);
    for (std::uint64_t at = headerBytes; at + recordBytes <= *size; at += portion.size()) {
        const std::uint64_t whole = (*size - at) / recordBytes * recordBytes;
        const auto bytes = std::span(portion).first(std::min<std::uint64_t>(portion.size(), whole));
        if (!file.readAt(at, bytes) || !take(bytes, job, contents)) {
            break;
        }
    }
    return contents;
}

}  // namespace

Journal::Journal(File file, const Fingerprint& job) : m_file(std::move(file)), m_job(job) {}

std::optional<Journal::Hashes> Journal::read(const std::filesystem::path& file,
                                             const Fingerprint& job, std::size_t tiles) {
    const Result<File> opened = File::openForReading(file);
    if (!opened) {
        return std::nullopt;
    }
    std::optional<Contents> contents = contentsOf(*opened, job, tiles);
    return contents ? std::optional(std::move(contents->hashes)) : std::nullopt;
}

Result<Journal> Journal::open(const std::filesystem::path& file, const Fingerprint& job,
                              std::size_t tiles) {
    Result<File> opened = File::openOrCreate(file);
    if (!opened) {
        return std::move(opened).error();
    }
    std::optional<Contents> contents = contentsOf(*opened, job, tiles);
    Journal journal(std::move(opened).value(), job);
    Status status;
    if (!contents) {
        contents = Contents{Hashes(tiles), headerBytes};
        status = journal.m_file.resize(0);
        if (status) {
            status = journal.m_file.writeAt(0, headerFor(job));
        }
    } else {
        status = journal.m_file.resize(contents->end);
    }
    if (!status) {
        return std::move(status).error();
    }
    journal.m_hashes = std::move(contents->hashes);
    journal.m_end = contents->end;
    return journal;
}

Status Journal::append(std::uint32_t tile, std::uint64_t hash) {
    const Record record = recordFor(m_job, tile, hash);
    const std::lock_guard lock(*m_mutex);
    if (Status status = m_file.writeAt(m_end, record); !status) {
        return status;
    }
    m_hashes[tile] = hash;
    m_end += recordBytes;
    return {};
}

}  // namespace quince

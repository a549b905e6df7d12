#include "core/quality/findings_file.hpp"

#include <xxhash.h>

#include <bit>
#include <cstring>

namespace quince {
namespace {

constexpr std::size_t findingsBytes = 104;
constexpr std::size_t slotBytes = findingsBytes + 8;
using Slot = std::array<std::byte, slotBytes>;

/// Puts numbers one after the other, little-endian whatever the machine.
class Writer {
public:
    explicit Writer(std::byte* to) : m_to(to) {}

    void put(std::uint64_t value) {
        for (std::size_t i = 0; i < 8; ++i) {
            *m_to++ = static_cast<std::byte>((value >> (8 * i)) & 0xFFU);
        }
    }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(float first, float second) {
        put(std::bit_cast<std::uint32_t>(first) |
            static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(second)) << 32);
    }

private:
    std::byte* m_to;
};

class Reader {
public:
    explicit Reader(const std::byte* from) : m_from(from) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (std::size_t i = 8; i-- > 0;) {
            value = value << 8 | static_cast<std::uint64_t>(m_from[i]);
        }
        m_from += 8;
        return value;
    }
    double real() { return std::bit_cast<double>(number()); }
    void floats(float& first, float& second) {
        const std::uint64_t both = number();
        first = std::bit_cast<float>(static_cast<std::uint32_t>(both));
        second = std::bit_cast<float>(static_cast<std::uint32_t>(both >> 32));
    }

private:
    const std::byte* m_from;
};

Slot slotOf(const GroupFindings& findings) {
    Slot slot{};
    Writer to(slot.data());
    to.put(findings.sums.error);
    to.put(findings.sums.energy);
    to.put(findings.sums.weights);
    to.put(findings.sums.notFinite);
    to.put(findings.outliers);
    to.put(findings.largest, 0.0F);
    for (const WorstGroup& group : findings.worst) {
        to.put(group.group);
        to.put(group.error, group.energy);
    }
    return slot;
}

GroupFindings findingsIn(const Slot& slot) {
    GroupFindings findings;
    Reader from(slot.data());
    findings.sums.error = from.real();
    findings.sums.energy = from.real();
    findings.sums.weights = from.number();
    findings.sums.notFinite = from.number();
    findings.outliers = from.number();
    float unused = 0;
    from.floats(findings.largest, unused);
    for (WorstGroup& group : findings.worst) {
        group.group = from.number();
        from.floats(group.error, group.energy);
    }
    return findings;
}

std::uint64_t checkOf(const Fingerprint& job, std::uint32_t tile, std::uint64_t hash,
                      const Slot& slot) {
    std::array<std::byte, 32 + findingsBytes> checked{};
    Writer to(checked.data());
    to.put(job[0]);
    to.put(job[1]);
    to.put(std::uint64_t{tile});
    to.put(hash);
    std::memcpy(checked.data() + 32, slot.data(), findingsBytes);
    return XXH3_64bits(checked.data(), checked.size());
}

}  // namespace

Result<FindingsFile> FindingsFile::open(const std::filesystem::path& file, const Fingerprint& job) {
    Result<File> opened = File::openOrCreate(file);
    if (!opened) {
        return std::move(opened).error();
    }
    return FindingsFile(std::move(opened).value(), job);
}

Status FindingsFile::write(std::uint32_t tile, std::uint64_t hash, const GroupFindings& findings) {
    Slot slot = slotOf(findings);
    Writer(slot.data() + findingsBytes).put(checkOf(m_job, tile, hash, slot));
    return m_file.writeAt(std::uint64_t{tile} * slotBytes, slot);
}

std::optional<GroupFindings> FindingsFile::read(std::uint32_t tile, std::uint64_t hash) const {
    Slot slot{};
    if (!m_file.readAt(std::uint64_t{tile} * slotBytes, slot) ||
        Reader(slot.data() + findingsBytes).number() != checkOf(m_job, tile, hash, slot)) {
        return std::nullopt;
    }
    return findingsIn(slot);
}

}  // namespace quince

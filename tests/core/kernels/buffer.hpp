#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quince {

/// Memory for a kernel at an odd address, with bytes after its end that must stay as they are.
class Buffer {
public:
    explicit Buffer(std::size_t size) : m_bytes(1 + size + guardBytes, guard), m_size(size) {}

    std::uint8_t* data() { return m_bytes.data() + 1; }
    [[nodiscard]] const std::uint8_t* data() const { return m_bytes.data() + 1; }
    [[nodiscard]] std::size_t size() const { return m_size; }

    /// Content and guard.
    friend bool operator==(const Buffer& a, const Buffer& b) { return a.m_bytes == b.m_bytes; }

    /// Index of the first byte that differs, for messages.
    [[nodiscard]] std::size_t firstDifference(const Buffer& other) const {
        std::size_t i = 0;
        while (i < m_size && i < other.m_size && data()[i] == other.data()[i]) {
            ++i;
        }
        return i;
    }

private:
    static constexpr std::uint8_t guard = 0xA5;
    static constexpr std::size_t guardBytes = 64;

    std::vector<std::uint8_t> m_bytes;
    std::size_t m_size;
};

}  // namespace quince

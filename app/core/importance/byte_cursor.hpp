#pragma once

#include "core/base/file.hpp"

#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace quince {

/// Reads a little-endian file from front to back. After the first failure every read gives zeros
/// and status() says why, so that a run of reads is checked once. Never asks for memory beyond
/// what the file still holds.
class ByteCursor {
public:
    /// REQUIRES: file outlives it.
    ByteCursor(const File& file, std::uint64_t fileBytes) : m_file(file), m_left(fileBytes) {}

    [[nodiscard]] const Status& status() const { return m_status; }
    [[nodiscard]] bool ok() const { return m_status.ok(); }
    [[nodiscard]] std::uint64_t at() const { return m_at; }
    [[nodiscard]] std::uint64_t left() const { return m_left; }

    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    /// `bytes` bytes as text; more than `most` is a failure.
    std::string text(std::uint64_t bytes, std::uint64_t most);
    /// `count` F32.
    std::vector<float> floats(std::uint64_t count);
    void skip(std::uint64_t bytes);
    void fail(const std::string& what);

private:
    std::uint64_t number(std::size_t bytes);
    void read(std::span<std::byte> out);

    const File& m_file;
    std::uint64_t m_at = 0;
    std::uint64_t m_left;
    Status m_status;
    std::vector<std::byte> m_buffer;  ///< bytes of the file before m_at + m_buffered
    std::size_t m_buffered = 0;       ///< how many at the end of m_buffer are still to come
};

}  // namespace quince

#include "core/importance/byte_cursor.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace quince {

void ByteCursor::fail(const std::string& what) {
    if (m_status) {
        m_status = Error{ErrorCode::malformed, nameText(m_file.path()) + " " + what, m_file.path()};
    }
}

void ByteCursor::read(std::span<std::byte> out) {
    constexpr std::size_t portion = std::size_t{1} << 16;
    if (m_status && out.size() > m_left) {
        fail("ends too early");
    }
    while (m_status && !out.empty()) {
        if (m_buffered == 0) {
            // Large pieces go to their place at once.
            const std::size_t wanted = std::min<std::uint64_t>(portion, m_left);
            if (out.size() >= wanted) {
                m_status = m_file.readAt(m_at, out);
                m_at += out.size();
                m_left -= out.size();
                break;
            }
            m_buffer.resize(wanted);
            m_status = m_file.readAt(m_at, m_buffer);
            m_buffered = wanted;
            continue;
        }
        const std::size_t count = std::min(out.size(), m_buffered);
        std::memcpy(out.data(), m_buffer.data() + m_buffer.size() - m_buffered, count);
        out = out.subspan(count);
        m_buffered -= count;
        m_at += count;
        m_left -= count;
    }
    if (!m_status) {
        std::fill(out.begin(), out.end(), std::byte{0});
    }
}

std::uint64_t ByteCursor::number(std::size_t bytes) {
    std::array<std::byte, 8> raw{};
    read(std::span(raw).first(bytes));
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) {
        value = value << 8 | static_cast<std::uint64_t>(raw[i]);
    }
    return value;
}

std::string ByteCursor::text(std::uint64_t bytes, std::uint64_t most) {
    if (bytes > most || bytes > m_left) {
        fail("has a name that is too long");
    }
    std::string text(m_status ? bytes : 0, '\0');
    read(std::as_writable_bytes(std::span(text)));
    return text;
}

std::vector<float> ByteCursor::floats(std::uint64_t count) {
    if (count > m_left / sizeof(float)) {
        fail("ends too early");
    }
    std::vector<float> values(m_status ? count : 0);
    read(std::as_writable_bytes(std::span(values)));
    if constexpr (std::endian::native == std::endian::big) {
        fail("cannot be read on this machine");
    }
    return values;
}

void ByteCursor::skip(std::uint64_t bytes) {
    if (bytes > m_left) {
        fail("ends too early");
        return;
    }
    const std::uint64_t inBuffer = std::min<std::uint64_t>(bytes, m_buffered);
    m_buffered -= inBuffer;
    m_at += bytes;
    m_left -= bytes;
}

}  // namespace quince

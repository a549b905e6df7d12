#include "core/model/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace quince {

namespace {

void appendEscaped(std::string& out, std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += digits[unit >> shift & 0xF];
    }
}

/// The code point at text[at], moving `at` past it. REQUIRES: valid UTF-8, as the parser checked.
std::uint32_t nextCodePoint(const std::string& text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]))
                               : 0U;
    };
    const std::uint32_t first = byte(at);
    const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    std::uint32_t point = more == 0 ? first : first & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
        point = point << 6 | (byte(at + i) & 0x3F);
    }
    at += more + 1;
    return point;
}

/// json.encoder's ensure_ascii: everything outside ' ' to '~' is escaped, DEL too.
void appendString(std::string& out, const std::string& text) {
    constexpr std::string_view special = "\"\\\n\r\t\f\b";
    constexpr std::string_view letters = "\"\\nrtfb";
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t point = nextCodePoint(text, at);
        const std::size_t found =
            point < 0x80 ? special.find(static_cast<char>(point)) : std::string_view::npos;
        if (found != std::string_view::npos) {
            out += '\\';
            out += letters[found];
        } else if (point >= 0x20 && point < 0x7F) {
            out += static_cast<char>(point);
        } else if (point < 0x10000) {
            appendEscaped(out, point);
        } else {
            appendEscaped(out, 0xD800 + ((point - 0x10000) >> 10));
            appendEscaped(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    }
    out += '"';
}

/// float.__repr__: the shortest digits that read back the same; with an exponent if that is
/// below -4 or above 15.
void appendFloat(std::string& out, double value) {
    if (!std::isfinite(value)) {
        // Not Python's word: strict JSON has none (parseJson lets none in either).
        value = std::isnan(value) ? 0.0 : std::copysign(std::numeric_limits<double>::max(), value);
    }
    const double size = std::fabs(value);
    const bool plain = size == 0.0 || (size >= 1e-4 && size < 1e16);
    std::array<char, 64> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value,
                      plain ? std::chars_format::fixed : std::chars_format::scientific);
    const std::string_view text(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
    out += text;
    if (plain && text.find('.') == std::string_view::npos) {
        out += ".0";
    }
}

class Dumper {
public:
    explicit Dumper(int indent) : m_indent(static_cast<std::size_t>(indent)) {}

    std::string take() && { return std::move(m_out); }

    void append(const Json& value) {
        if (value.is_object()) {
            appendObject(value);
        } else if (value.is_array()) {
            appendArray(value);
        } else if (value.is_string()) {
            appendString(m_out, value.get_ref<const std::string&>());
        } else if (value.is_number_float()) {
            appendFloat(m_out, value.get<double>());
        } else {
            m_out += value.dump();  // null, true, false, whole numbers: as Python writes them
        }
    }

private:
    void appendObject(const Json& object) {
        if (object.empty()) {
            m_out += "{}";
            return;
        }
        char opening = '{';
        ++m_depth;
        for (const auto& [key, value] : object.items()) {
            m_out += opening;
            opening = ',';
            newLine();
            appendString(m_out, key);
            m_out += ": ";
            append(value);
        }
        --m_depth;
        newLine();
        m_out += '}';
    }

    void appendArray(const Json& array) {
        if (array.empty()) {
            m_out += "[]";
            return;
        }
        char opening = '[';
        ++m_depth;
        for (const Json& value : array) {
            m_out += opening;
            opening = ',';
            newLine();
            append(value);
        }
        --m_depth;
        newLine();
        m_out += ']';
    }

    void newLine() {
        m_out += '\n';
        m_out.append(m_depth * m_indent, ' ');
    }

    std::size_t m_indent;
    std::size_t m_depth = 0;
    std::string m_out;
};

}  // namespace

std::string pythonDump(const Json& value, int indent) {
    Dumper dumper(indent);
    dumper.append(value);
    return std::move(dumper).take();
}

}  // namespace quince

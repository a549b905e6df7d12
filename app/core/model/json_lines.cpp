#include "core/model/json_lines.hpp"

namespace quince {
namespace {

/// Walks valid JSON once.
class LineWalker {
public:
    explicit LineWalker(std::string_view text) : m_text(text) {}

    JsonLines walk() {
        value("");
        return std::move(m_lines);
    }

private:
    char next() {
        while (m_at < m_text.size() &&
               std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) {
            m_line += m_text[m_at] == '\n' ? 1 : 0;
            ++m_at;
        }
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    /// The raw text between the quotes.
    std::string_view quoted() {
        const std::size_t begin = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        const std::size_t end = m_at < m_text.size() ? m_at++ : m_text.size();
        return m_text.substr(begin, end - begin);
    }

    void value(const std::string& pointer) {
        const char first = next();
        m_lines.emplace(pointer, m_line);
        if (first == '{' || first == '[') {
            members(pointer, first == '{');
        } else if (first == '"') {
            quoted();
        } else {
            const std::size_t end = m_text.find_first_of(",]} \t\r\n", m_at);
            m_at = end == std::string_view::npos ? m_text.size() : end;
        }
    }

    void members(const std::string& pointer, bool named) {
        constexpr int maxDepth = 256;
        ++m_at;
        ++m_depth;
        for (std::size_t index = 0; m_depth < maxDepth; ++index) {
            const char first = next();
            if (first == '\0' || first == '}' || first == ']') {
                ++m_at;
                break;
            }
            std::string member = pointer + "/" + std::to_string(index);
            if (named) {
                m_lines.emplace(member = pointer + "/" + escaped(quoted()), m_line);
                next();
                ++m_at;  // the colon
            }
            value(member);
            if (next() == ',') {
                ++m_at;
            }
        }
        --m_depth;
    }

    /// RFC 6901
    static std::string escaped(std::string_view key) {
        std::string result;
        for (const char c : key) {
            result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        return result;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
    int m_depth = 0;
    JsonLines m_lines;
};

}  // namespace

JsonLines jsonLines(std::string_view text) {
    return LineWalker(text).walk();
}

}  // namespace quince

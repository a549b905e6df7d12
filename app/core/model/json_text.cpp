#include "core/model/json_text.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace quince {

namespace {

constexpr std::size_t maxDepth = 100;  // pythonDump and others recurse
/// Finding a key in an ordered_json object is linear, so filling one is quadratic.
constexpr std::size_t maxKeys = 20'000;

struct Replacement {
    std::string_view python;
    std::string_view json;
};
/// The second of each is strict JSON; longer names first where one begins another.
constexpr Replacement replacements[] = {
    {"-Infinity", "-1.7976931348623157e308"},
    {"Infinity", "1.7976931348623157e308"},
    {"NaN", "null"},
};

/// One walk over the text before the parser sees it: replaces Python's numbers outside strings
/// and refuses what is too deep or too wide.
class Strict {
public:
    explicit Strict(std::string_view source) : m_source(source) { m_text.reserve(source.size()); }

    /// False if something is refused; position() tells where.
    bool make() {
        while (m_at < m_source.size()) {
            const char letter = m_source[m_at];
            if (letter == '"') {
                copyString();
            } else if (!(letter == 'N' || letter == 'I' || letter == '-') || !replace()) {
                if (!follow(letter)) {
                    return false;
                }
                m_text += letter;
                ++m_at;
            }
        }
        return true;
    }

    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] std::size_t position() const { return m_at; }

    /// The place in the source of byte `position` of the text.
    [[nodiscard]] std::size_t sourceOf(std::size_t position) const {
        std::ptrdiff_t grown = 0;
        for (const auto& [after, growth] : m_growths) {
            if (position >= after) {
                grown = growth;
            }
        }
        return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(position) - grown);
    }

private:
    void copyString() {
        const std::size_t begin = m_at++;
        while (m_at < m_source.size() && m_source[m_at] != '"') {
            m_at += m_source[m_at] == '\\' ? 2 : 1;
        }
        m_at = std::min(m_at + 1, m_source.size());
        m_text += m_source.substr(begin, m_at - begin);
    }

    bool replace() {
        for (const auto& [python, json] : replacements) {
            if (m_source.substr(m_at, python.size()) == python) {
                m_text += json;
                m_at += python.size();
                m_growths.emplace_back(m_text.size(), static_cast<std::ptrdiff_t>(m_text.size()) -
                                                          static_cast<std::ptrdiff_t>(m_at));
                return true;
            }
        }
        return false;
    }

    bool follow(char letter) {
        if (letter == '{' || letter == '[') {
            m_keys.push_back(0);
            m_problem = "it is nested deeper than " + std::to_string(maxDepth) + " levels";
            return m_keys.size() <= maxDepth;
        }
        if ((letter == '}' || letter == ']') && !m_keys.empty()) {
            m_keys.pop_back();
        } else if (letter == ':' && !m_keys.empty()) {
            m_problem = "an object has more than " + std::to_string(maxKeys) + " keys";
            return ++m_keys.back() <= maxKeys;
        }
        return true;
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    std::string m_text;
    std::string m_problem;
    std::vector<std::size_t> m_keys;  ///< of each object or list that is open
    /// After that byte of m_text, it is so much longer than the source.
    std::vector<std::pair<std::size_t, std::ptrdiff_t>> m_growths;
};

Error errorAt(std::string_view source, std::size_t position, const std::string& name,
              const std::string& problem) {
    const std::string_view before = source.substr(0, position);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lastBreak = before.rfind('\n');
    const std::size_t column =
        lastBreak == std::string_view::npos ? position + 1 : position - lastBreak;
    return {ErrorCode::malformed,
            name + " is not valid JSON: line " + std::to_string(line) + ", column " +
                std::to_string(column) + ": " + problem,
            {}};
}

}  // namespace

Result<Json> parseJson(std::string_view source, const std::string& name) {
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (source.substr(0, byteOrderMark.size()) == byteOrderMark) {
        source.remove_prefix(byteOrderMark.size());
    }
    Strict strict(source);
    if (!strict.make()) {
        return errorAt(source, strict.position(), name, strict.problem());
    }
    try {
        return Json::parse(strict.text());
    } catch (const Json::parse_error& thrown) {
        // byte counts from 1 and is the last byte that was read.
        const std::size_t byte = std::max<std::size_t>(thrown.byte, 1) - 1;
        const std::size_t position = std::min(strict.sourceOf(byte), source.size());
        return errorAt(
            source, position, name,
            position == source.size() ? "the text ends too early" : "this cannot stand here");
    } catch (const Json::exception&) {
        return Error{ErrorCode::malformed, name + " holds a number that is too large", {}};
    }
}

std::string stringAt(const Json& object, const char* key) {
    if (!object.is_object()) {
        return {};
    }
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace quince

#include "core/publish/yaml_writer.hpp"

#include "core/publish/utf8_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace quince {
namespace {

bool isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Words that YAML 1.1 or 1.2 reads as something else than text; Norwegian is one of them.
bool isReserved(std::string_view text) {
    constexpr std::array<std::string_view, 12> words{"y",    "n",     "yes",  "no",  "on",  "off",
                                                     "true", "false", "null", "nan", "inf", "none"};
    std::string low(text);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(words.begin(), words.end(), low) != words.end();
}

bool isPlain(std::string_view text) {
    // A letter first leaves no number, date, ".inf", "-" or "---"; the words are what is left.
    const bool letterFirst = !text.empty() && isAlphanumeric(text[0]) &&
                             std::isdigit(static_cast<unsigned char>(text[0])) == 0;
    return letterFirst && !isReserved(text) && std::all_of(text.begin(), text.end(), [](char c) {
               return isAlphanumeric(c) || c == '.' || c == '_' || c == '/' || c == '-';
           });
}

/// Line breaks of Unicode and the byte order mark, which readers treat in different ways.
std::string_view escapeOf(std::string_view character) {
    if (character == "\xC2\x85") {
        return "\\u0085";
    }
    if (character == "\xE2\x80\xA8") {
        return "\\u2028";
    }
    if (character == "\xE2\x80\xA9") {
        return "\\u2029";
    }
    return character == "\xEF\xBB\xBF" ? "\\uFEFF" : std::string_view();
}

std::string escaped(std::string_view character) {
    const char c = character[0];
    if (c == '"' || c == '\\') {
        return {'\\', c};
    }
    if (c == '\n') {
        return "\\n";
    }
    if (c == '\t') {
        return "\\t";
    }
    if (isControl(c)) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        return {'\\', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
    }
    const std::string_view escape = escapeOf(character);
    return std::string(escape.empty() ? character : escape);
}

}  // namespace

std::string yamlScalar(std::string_view text) {
    if (isPlain(text)) {
        return std::string(text);
    }
    const std::string repaired = repairedUtf8(text);
    std::string out = "\"";
    for (std::string_view rest = repaired; !rest.empty();) {
        const std::string_view character = rest.substr(0, characterLength(rest));
        out += escaped(character);
        rest.remove_prefix(character.size());
    }
    return out + "\"";
}

std::string yamlLine(std::string_view key, std::string_view value) {
    return std::string(key) + ": " + yamlScalar(value) + "\n";
}

std::string yamlList(std::string_view key, const std::vector<std::string>& values) {
    std::string out = std::string(key) + ":\n";
    for (const std::string& value : values) {
        out += "- " + yamlScalar(value) + "\n";
    }
    return out;
}

}  // namespace quince

#include "core/tokenizer/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <optional>
#include <pcre2.h>
#include <string>

namespace quince {
namespace {

/// Rewrites for PCRE2 what means something else there: \s (which has U+180E besides) and \w (which
/// lacks marks). Nothing for what cannot be rewritten: \b, \h (a hexadecimal digit), \W in a class,
/// classes in classes.
std::optional<std::string> forPcre(std::string_view pattern) {
    constexpr std::string_view word = R"(\p{Alphabetic}\p{M}\p{N}\p{Pc})";
    std::string result;
    bool inClass = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char letter = pattern[i];
        if (letter != '\\' || i + 1 == pattern.size()) {
            const bool opens = letter == '[' && pattern.substr(i, 2) != "[:";
            if (inClass && (opens || pattern.substr(i, 2) == "&&")) {
                return std::nullopt;
            }
            inClass = (inClass || opens) && letter != ']';
            result += letter;
            continue;
        }
        const char escaped = pattern[++i];
        if (escaped == 's') {
            result += R"(\p{White_Space})";
        } else if (escaped == 'S') {
            result += R"(\P{White_Space})";
        } else if (escaped == 'w') {
            result += inClass ? std::string(word) : "[" + std::string(word) + "]";
        } else if (escaped == 'W' && !inClass) {
            result += "[^" + std::string(word) + "]";
        } else if (std::string_view("WbBhH").find(escaped) != std::string_view::npos) {
            return std::nullopt;
        } else {
            result += letter;
            result += escaped;
        }
    }
    return result;
}

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};

}  // namespace

struct Regex::Compiled {
    std::unique_ptr<pcre2_code, FreeCode> code;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : m_compiled(std::move(compiled)) {}
Regex::Regex(Regex&& other) noexcept = default;
Regex& Regex::operator=(Regex&& other) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
    const Error unknown{ErrorCode::unsupported,
                        "Quince does not understand the regular expression " +
                            std::string(pattern) + " of this tokenizer.json",
                        {}};
    const std::optional<std::string> text = forPcre(pattern);
    if (!text) {
        return unknown;
    }
    int error = 0;
    PCRE2_SIZE at = 0;
    // Oniguruma's ^ and $ mean lines.
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text->data()), text->size(),
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &at, nullptr);
    if (code == nullptr) {
        return unknown;
    }
    auto compiled = std::make_unique<Compiled>();
    compiled->code.reset(code);
    return Regex(std::move(compiled));
}

Result<std::optional<Regex::Match>> Regex::find(std::string_view text, std::size_t from) const {
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(
        pcre2_match_data_create_from_pattern(m_compiled->code.get(), nullptr));
    const int found =
        pcre2_match(m_compiled->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                    from, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, match.get(), nullptr);
    if (found == PCRE2_ERROR_NOMATCH) {
        return std::optional<Match>();
    }
    if (found < 0) {
        return Error{ErrorCode::unsupported,
                     "A regular expression of this tokenizer.json takes too long",
                     {}};
    }
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.get());
    return std::optional<Match>({ends[0], ends[1]});
}

}  // namespace quince

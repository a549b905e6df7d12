#include "core/tokenizer/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string>

namespace quince {
namespace {

/// PCRE2's own \s has U+180E besides.
std::string withWhiteSpace(std::string_view pattern) {
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool escape = pattern[i] == '\\' && i + 1 < pattern.size();
        if (escape && pattern[i + 1] == 's') {
            result += "\\p{White_Space}";
        } else if (escape && pattern[i + 1] == 'S') {
            result += "\\P{White_Space}";
        } else if (escape) {
            result += pattern.substr(i, 2);
        } else {
            result += pattern[i];
            continue;
        }
        ++i;
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
    const std::string text = withWhiteSpace(pattern);
    int error = 0;
    PCRE2_SIZE at = 0;
    // Oniguruma's ^ and $ mean lines.
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &at, nullptr);
    if (code == nullptr) {
        return Error{ErrorCode::unsupported,
                     "Quince does not understand the regular expression " + std::string(pattern) +
                         " of this tokenizer.json",
                     {}};
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

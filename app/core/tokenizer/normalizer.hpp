#pragma once

#include "core/tokenizer/regex.hpp"
#include "core/tokenizer/tokenizer_json.hpp"

#include <string>
#include <variant>
#include <vector>

namespace quince {

/// What a tokenizer does to text before it is cut into words.
class Normalizer {
public:
    /// Reads "normalizer". Errors: malformed, unsupported.
    static Result<Normalizer> read(const TokenizerJson& json);

    /// REQUIRES: `text` is UTF-8. Errors: unsupported.
    [[nodiscard]] Result<std::string> apply(std::string text) const;

private:
    struct Prepend {
        std::string what;
    };
    struct Replace {
        std::string what;
        std::string with;
    };
    struct ReplacePattern {
        Regex what;
        std::string with;
    };
    enum class Form { nfc, nfd, nfkc, nfkd };
    using Step = std::variant<Prepend, Replace, ReplacePattern, Form>;
    struct Applier;

    [[nodiscard]] Status add(const TokenizerJson& json);
    [[nodiscard]] Status addReplace(const TokenizerJson& json);

    std::vector<Step> m_steps;
};

}  // namespace quince

#pragma once

#include "core/tokenizer/regex.hpp"
#include "core/tokenizer/tokenizer_json.hpp"

#include <string>
#include <variant>
#include <vector>

namespace quince {

/// Cuts text into the words that are encoded one by one.
class PreTokenizer {
public:
    /// Reads "pre_tokenizer". Errors: malformed, unsupported.
    static Result<PreTokenizer> read(const TokenizerJson& json);

    /// `first`: `text` stands at the beginning of the whole text. REQUIRES: `text` is UTF-8.
    /// Errors: unsupported (a search takes too long).
    [[nodiscard]] Result<std::vector<std::string>> cut(std::string text, bool first) const;

private:
    /// What becomes of the matches of a pattern (tokenizers, SplitDelimiterBehavior).
    enum class Matches { isolated, removed, mergedWithPrevious, mergedWithNext, contiguous };

    struct Split {
        Regex pattern;
        Matches matches = Matches::isolated;
        bool invert = false;
    };
    struct AddSpace {};   ///< before each word that does not begin with one
    struct ByteLevel {};  ///< each byte becomes a visible character, as in GPT-2
    enum class Prepend { always, first, never };
    struct Metaspace {  ///< spaces become `mark`
        std::string mark;
        Prepend prepend = Prepend::always;
    };
    using Step = std::variant<Split, AddSpace, ByteLevel, Metaspace>;
    struct Cutter;

    [[nodiscard]] Status add(const TokenizerJson& json);
    [[nodiscard]] Status addSplit(const TokenizerJson& json);
    [[nodiscard]] Status addMetaspace(const TokenizerJson& json);
    [[nodiscard]] Status addPattern(const std::string& pattern, Matches matches, bool invert);

    std::vector<Step> m_steps;
};

}  // namespace quince

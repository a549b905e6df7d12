#pragma once

#include "core/tokenizer/added_tokens.hpp"
#include "core/tokenizer/bpe.hpp"
#include "core/tokenizer/normalizer.hpp"
#include "core/tokenizer/pre_tokenizer.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace quince {

/// Turns text into the ids of a Hugging Face tokenizer.json of type BPE, as the tokenizers library
/// does: added tokens are found first; what lies between them is normalized, cut into words, and
/// each word is merged.
class Tokenizer {
public:
    /// Errors: notFound, io, malformed, unsupported (a part that Quince does not know).
    static Result<Tokenizer> open(const std::filesystem::path& file);

    /// Without what the template adds. REQUIRES: `text` is UTF-8. Errors: unsupported, stopped.
    [[nodiscard]] Result<std::vector<std::uint32_t>> encode(std::string_view text,
                                                            const StopToken& stop) const;
    /// What the template puts before a text: the beginning-of-text token, or nothing.
    [[nodiscard]] std::span<const std::uint32_t> prefix() const { return m_prefix; }

private:
    Tokenizer(AddedTokens added, Normalizer normalizer, PreTokenizer words, Bpe model,
              std::vector<std::uint32_t> prefix);

    AddedTokens m_added;
    Normalizer m_normalizer;
    PreTokenizer m_words;
    Bpe m_model;
    std::vector<std::uint32_t> m_prefix;
};

}  // namespace quince

#pragma once

#include "core/tokenizer/tokenizer_json.hpp"

#include <quince/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// A piece of text: an added token, or what lies between two of them.
struct TextPiece {
    std::string_view text;
    std::optional<std::uint32_t> token;
    bool first = false;  ///< begins at the beginning of the text
};

/// The tokens that stand for themselves wherever they occur ("<|endoftext|>"), found leftmost and
/// longest first.
class AddedTokens {
public:
    /// Reads "added_tokens". Errors: malformed, unsupported (single_word).
    static Result<AddedTokens> read(const TokenizerJson& json);

    /// Cuts before normalization, at the tokens that are not `normalized`.
    [[nodiscard]] std::vector<TextPiece> cutRaw(std::string_view text) const;
    /// Cuts what is normalized already, at the other ones.
    [[nodiscard]] std::vector<TextPiece> cutNormalized(std::string_view text) const;

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view content) const;

    struct Token {
        std::string content;
        std::uint32_t id = 0;
        bool takesSpaceBefore = false;
        bool takesSpaceAfter = false;
        bool normalized = false;
    };
    /// Those that are looked for in normalized text, to be normalized themselves.
    [[nodiscard]] std::vector<Token>& normalizedTokens() { return m_normalized; }

private:
    std::vector<Token> m_raw;  ///< longest first
    std::vector<Token> m_normalized;
};

}  // namespace quince

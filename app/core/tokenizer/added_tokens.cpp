#include "core/tokenizer/added_tokens.hpp"

#include "core/tokenizer/utf8.hpp"

#include <algorithm>
#include <bitset>

namespace quince {
namespace {

using Token = AddedTokens::Token;

/// How many bytes of white space `text` ends with.
std::size_t spaceAtEnd(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0) {
        std::size_t at = begin - 1;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
            --at;
        }
        if (!isWhiteSpace(utf8At(text, at))) {
            break;
        }
        begin = at;
    }
    return text.size() - begin;
}

std::size_t spaceAtBegin(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && isWhiteSpace(utf8At(text, end))) {
        end += utf8Length(text[end]);
    }
    return end;
}

std::vector<TextPiece> cut(std::string_view text, const std::vector<Token>& tokens) {
    std::bitset<256> begins;
    for (const Token& token : tokens) {
        begins.set(static_cast<unsigned char>(token.content.front()));
    }
    std::vector<TextPiece> pieces;
    std::size_t done = 0;
    const auto addText = [&](std::size_t end) {
        if (end > done) {
            pieces.push_back({text.substr(done, end - done), std::nullopt, done == 0});
        }
    };
    for (std::size_t at = 0; at < text.size() && !tokens.empty();) {
        if (!begins.test(static_cast<unsigned char>(text[at]))) {
            ++at;
            continue;
        }
        const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token& each) {
            return text.substr(at).starts_with(each.content);
        });
        if (token == tokens.end()) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        std::size_t end = at + token->content.size();
        at = end;
        if (token->takesSpaceBefore) {
            begin -= spaceAtEnd(text.substr(done, begin - done));
        }
        if (token->takesSpaceAfter) {
            end += spaceAtBegin(text.substr(end));
        }
        addText(begin);
        pieces.push_back({text.substr(begin, end - begin), token->id, begin == 0});
        done = end;
        at = std::max(at, end);
    }
    addText(text.size());
    return pieces;
}

}  // namespace

Result<AddedTokens> AddedTokens::read(const TokenizerJson& json) {
    AddedTokens added;
    const TokenizerJson& list = partOf(json, "added_tokens");
    if (list.is_null()) {
        return added;
    }
    if (!list.is_array()) {
        return brokenPart("list of added_tokens");
    }
    for (const TokenizerJson& entry : list) {
        const TokenizerJson& id = partOf(entry, "id");
        Token token{textAt(entry, "content"), 0, flagAt(entry, "lstrip"), flagAt(entry, "rstrip"),
                    flagAt(entry, "normalized")};
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > 0x7FFFFFFF) {
            return brokenPart("list of added_tokens");
        }
        token.id = id.get<std::uint32_t>();
        if (flagAt(entry, "single_word")) {
            return unknownPart("\"single_word\" of added token \"" + token.content + "\"");
        }
        if (!token.content.empty()) {
            (token.normalized ? added.m_normalized : added.m_raw).push_back(std::move(token));
        }
    }
    for (std::vector<Token>* tokens : {&added.m_raw, &added.m_normalized}) {
        std::stable_sort(tokens->begin(), tokens->end(), [](const Token& a, const Token& b) {
            return a.content.size() > b.content.size();
        });
    }
    return added;
}

std::vector<TextPiece> AddedTokens::cutRaw(std::string_view text) const {
    return cut(text, m_raw);
}

std::vector<TextPiece> AddedTokens::cutNormalized(std::string_view text) const {
    return cut(text, m_normalized);
}

std::optional<std::uint32_t> AddedTokens::find(std::string_view content) const {
    for (const std::vector<Token>* tokens : {&m_raw, &m_normalized}) {
        for (const Token& token : *tokens) {
            if (token.content == content) {
                return token.id;
            }
        }
    }
    return std::nullopt;
}

}  // namespace quince

#pragma once

#include "core/tokenizer/tokenizer_json.hpp"

#include <quince/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quince {

/// Byte pair encoding with the vocabulary and merges of a tokenizer.json; merges are done lowest
/// rank first, leftmost first among equals (tokenizers, models/bpe).
class Bpe {
public:
    /// Reads "model". Errors: malformed, unsupported.
    static Result<Bpe> read(const TokenizerJson& model);

    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& token) const;
    /// Appends the ids of one word.
    void encode(const std::string& word, std::vector<std::uint32_t>& ids) const;

private:
    struct Merge {
        std::uint32_t rank = 0;
        std::uint32_t id = 0;
    };

    [[nodiscard]] Status readMerges(const TokenizerJson& merges);
    [[nodiscard]] std::vector<std::uint32_t> charactersOf(const std::string& word) const;
    void merge(const std::vector<std::uint32_t>& characters, std::vector<std::uint32_t>& ids) const;
    [[nodiscard]] const Merge* mergeOf(std::uint32_t left, std::uint32_t right) const;

    std::unordered_map<std::string, std::uint32_t> m_vocabulary;
    std::unordered_map<std::uint64_t, Merge> m_merges;  ///< by both ids
    std::vector<std::optional<std::uint32_t>> m_bytes;  ///< tokens "<0x00>" and on, for fallback
    std::optional<std::uint32_t> m_unknown;
    bool m_fuseUnknown = false;
    bool m_ignoreMerges = false;
};

}  // namespace quince

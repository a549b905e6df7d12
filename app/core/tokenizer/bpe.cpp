#include "core/tokenizer/bpe.hpp"

#include "core/tokenizer/utf8.hpp"

#include <queue>

#include <algorithm>
#include <array>
#include <cstdio>
#include <tuple>

namespace quince {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

std::uint64_t pairOf(std::uint32_t left, std::uint32_t right) {
    return std::uint64_t{left} << 32 | right;
}

/// The two halves of a merge: ["a", "b"], or "a b" in older files.
std::optional<std::pair<std::string, std::string>> halvesOf(const TokenizerJson& merge) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
        return std::pair(merge[0].get<std::string>(), merge[1].get<std::string>());
    }
    if (!merge.is_string()) {
        return std::nullopt;
    }
    const auto& text = merge.get_ref<const std::string&>();
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
        return std::nullopt;
    }
    return std::pair(text.substr(0, space), text.substr(space + 1));
}

}  // namespace

Result<Bpe> Bpe::read(const TokenizerJson& model) {
    const TokenizerJson& vocabulary = partOf(model, "vocab");
    const std::string type = textAt(model, "type");
    if ((!type.empty() && type != "BPE") || !vocabulary.is_object()) {
        return unknownPart("model \"" + type + "\"");
    }
    const TokenizerJson& dropout = partOf(model, "dropout");
    if (!textAt(model, "continuing_subword_prefix").empty() ||
        !textAt(model, "end_of_word_suffix").empty() ||
        (dropout.is_number() && dropout.get<double>() != 0)) {
        return unknownPart("model with prefixes, suffixes or dropout");
    }
    Bpe bpe;
    bpe.m_vocabulary.reserve(vocabulary.size());
    for (auto entry = vocabulary.begin(); entry != vocabulary.end(); ++entry) {
        if (!entry->is_number_unsigned() || entry->get<std::uint64_t>() > 0x7FFFFFFF) {
            return brokenPart("vocabulary");
        }
        bpe.m_vocabulary.emplace(entry.key(), entry->get<std::uint32_t>());
    }
    bpe.m_fuseUnknown = flagAt(model, "fuse_unk");
    bpe.m_ignoreMerges = flagAt(model, "ignore_merges");
    if (const std::string unknown = textAt(model, "unk_token"); !unknown.empty()) {
        bpe.m_unknown = bpe.find(unknown);
    }
    if (flagAt(model, "byte_fallback")) {
        for (unsigned byte = 0; byte < 256; ++byte) {
            std::array<char, 8> name{};
            std::snprintf(name.data(), name.size(), "<0x%02X>", byte);
            bpe.m_bytes.push_back(bpe.find(name.data()));
        }
    }
    if (Status merges = bpe.readMerges(partOf(model, "merges")); !merges) {
        return std::move(merges).error();
    }
    return bpe;
}

Status Bpe::readMerges(const TokenizerJson& merges) {
    if (!merges.is_array()) {
        return brokenPart("list of merges");
    }
    m_merges.reserve(merges.size());
    std::uint32_t rank = 0;
    for (const TokenizerJson& entry : merges) {
        const auto halves = halvesOf(entry);
        if (!halves) {
            return brokenPart("list of merges");
        }
        const auto left = find(halves->first);
        const auto right = find(halves->second);
        const auto both = find(halves->first + halves->second);
        if (!left || !right || !both) {
            return brokenPart("merge of \"" + halves->first + "\" and \"" + halves->second + "\"");
        }
        m_merges.insert_or_assign(pairOf(*left, *right), Merge{rank++, *both});
    }
    return {};
}

std::optional<std::uint32_t> Bpe::find(const std::string& token) const {
    const auto found = m_vocabulary.find(token);
    return found == m_vocabulary.end() ? std::nullopt : std::optional(found->second);
}

const Bpe::Merge* Bpe::mergeOf(std::uint32_t left, std::uint32_t right) const {
    const auto found = m_merges.find(pairOf(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

std::vector<std::uint32_t> Bpe::charactersOf(const std::string& word) const {
    std::vector<std::uint32_t> ids;
    bool afterUnknown = false;
    for (std::size_t at = 0; at < word.size();) {
        const std::string character = word.substr(at, utf8Length(word[at]));
        at += character.size();
        if (const auto id = find(character)) {
            ids.push_back(*id);
            afterUnknown = false;
            continue;
        }
        const auto byteToken = [&](char byte) {
            return m_bytes.empty() ? std::nullopt : m_bytes[static_cast<unsigned char>(byte)];
        };
        if (std::all_of(character.begin(), character.end(),
                        [&](char byte) { return byteToken(byte).has_value(); })) {
            for (const char byte : character) {
                ids.push_back(*byteToken(byte));
            }
            afterUnknown = false;
        } else if (m_unknown && !(afterUnknown && m_fuseUnknown)) {
            ids.push_back(*m_unknown);
            afterUnknown = true;
        }
    }
    return ids;
}

void Bpe::encode(const std::string& word, std::vector<std::uint32_t>& ids) const {
    if (m_ignoreMerges) {
        if (const auto whole = find(word)) {
            ids.push_back(*whole);
            return;
        }
    }
    merge(charactersOf(word), ids);
}

void Bpe::merge(const std::vector<std::uint32_t>& characters,
                std::vector<std::uint32_t>& ids) const {
    struct Symbol {
        std::uint32_t id;
        std::size_t previous;
        std::size_t next;
        bool gone;
    };
    std::vector<Symbol> symbols;
    symbols.reserve(characters.size());
    for (std::size_t i = 0; i < characters.size(); ++i) {
        symbols.push_back({characters[i], i == 0 ? none : i - 1,
                           i + 1 == characters.size() ? none : i + 1, false});
    }
    using Candidate = std::tuple<std::uint32_t, std::size_t, std::uint32_t>;  // rank, place, id
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](std::size_t left) {
        if (left == none || symbols[left].next == none) {
            return;
        }
        if (const Merge* found = mergeOf(symbols[left].id, symbols[symbols[left].next].id)) {
            queue.emplace(found->rank, left, found->id);
        }
    };
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        consider(i);
    }
    while (!queue.empty()) {
        const auto [rank, place, id] = queue.top();
        queue.pop();
        Symbol& left = symbols[place];
        if (left.gone || left.next == none) {
            continue;
        }
        Symbol& right = symbols[left.next];
        const Merge* still = mergeOf(left.id, right.id);
        if (still == nullptr || still->id != id) {
            continue;
        }
        left.id = id;
        right.gone = true;
        left.next = right.next;
        if (left.next != none) {
            symbols[left.next].previous = place;
        }
        consider(left.previous);
        consider(place);
    }
    for (const Symbol& symbol : symbols) {
        if (!symbol.gone) {
            ids.push_back(symbol.id);
        }
    }
}

}  // namespace quince

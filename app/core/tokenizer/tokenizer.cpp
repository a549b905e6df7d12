#include "core/tokenizer/tokenizer.hpp"

#include "core/tokenizer/template_prefix.hpp"

#include <string>
#include <unordered_map>

namespace quince {
namespace {

/// Longer words hardly come twice.
constexpr std::size_t longestKept = 64;
constexpr std::size_t mostKept = 100'000;

}  // namespace

Tokenizer::Tokenizer(AddedTokens added, Normalizer normalizer, PreTokenizer words, Bpe model,
                     std::vector<std::uint32_t> prefix)
    : m_added(std::move(added)),
      m_normalizer(std::move(normalizer)),
      m_words(std::move(words)),
      m_model(std::move(model)),
      m_prefix(std::move(prefix)) {}

Result<Tokenizer> Tokenizer::open(const std::filesystem::path& file) {
    const auto failed = [&](Error error) {
        error.path = file;
        return error;
    };
    const Result<TokenizerJson> json = readTokenizerJson(file);
    if (!json) {
        return failed(json.error());
    }
    Result<AddedTokens> added = AddedTokens::read(*json);
    if (!added) {
        return failed(std::move(added).error());
    }
    Result<Normalizer> normalizer = Normalizer::read(partOf(*json, "normalizer"));
    if (!normalizer) {
        return failed(std::move(normalizer).error());
    }
    Result<PreTokenizer> words = PreTokenizer::read(partOf(*json, "pre_tokenizer"));
    if (!words) {
        return failed(std::move(words).error());
    }
    Result<Bpe> model = Bpe::read(partOf(*json, "model"));
    if (!model) {
        return failed(std::move(model).error());
    }
    Result<std::vector<std::uint32_t>> prefix = readTemplatePrefix(partOf(*json, "post_processor"));
    if (!prefix) {
        return failed(std::move(prefix).error());
    }
    for (AddedTokens::Token& token : added->normalizedTokens()) {
        Result<std::string> content = normalizer->apply(token.content);
        if (!content) {
            return failed(std::move(content).error());
        }
        if (!content->empty()) {
            token.content = *std::move(content);
        }
    }
    return Tokenizer(*std::move(added), *std::move(normalizer), *std::move(words),
                     *std::move(model), *std::move(prefix));
}

Result<std::vector<std::uint32_t>> Tokenizer::encode(std::string_view text,
                                                     const StopToken& stop) const {
    std::vector<std::uint32_t> ids;
    std::unordered_map<std::string, std::vector<std::uint32_t>> known;
    const auto encodeWords = [&](std::string piece, bool first) -> Status {
        const Result<std::vector<std::string>> words = m_words.cut(std::move(piece), first);
        if (!words) {
            return words.error();
        }
        for (const std::string& word : *words) {
            const auto found = known.find(word);
            if (found != known.end()) {
                ids.insert(ids.end(), found->second.begin(), found->second.end());
                continue;
            }
            const auto before = static_cast<std::ptrdiff_t>(ids.size());
            m_model.encode(word, ids);
            if (word.size() <= longestKept && known.size() < mostKept) {
                known.emplace(word, std::vector(ids.begin() + before, ids.end()));
            }
            if (stop.stopRequested()) {
                return Error{ErrorCode::stopped, "stopped", {}};
            }
        }
        return {};
    };
    for (const TextPiece& raw : m_added.cutRaw(text)) {
        if (raw.token) {
            ids.push_back(*raw.token);
            continue;
        }
        const Result<std::string> normalized = m_normalizer.apply(std::string(raw.text));
        if (!normalized) {
            return normalized.error();
        }
        for (const TextPiece& piece : m_added.cutNormalized(*normalized)) {
            if (piece.token) {
                ids.push_back(*piece.token);
                continue;
            }
            if (Status status = encodeWords(std::string(piece.text), raw.first && piece.first);
                !status) {
                return std::move(status).error();
            }
        }
    }
    return ids;
}

}  // namespace quince

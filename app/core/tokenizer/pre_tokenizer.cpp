#include "core/tokenizer/pre_tokenizer.hpp"

#include "core/tokenizer/utf8.hpp"

#include <array>
#include <cctype>

namespace quince {
namespace {

/// GPT-2's words (tokenizers, pre_tokenizers/byte_level.rs).
constexpr const char* gptPattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

/// GPT-2's alphabet: printable bytes stand for themselves, the others, in order, for the characters
/// from U+0100 on.
std::array<std::string, 256> byteAlphabet() {
    std::array<std::string, 256> alphabet;
    std::uint32_t next = 0x100;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        const bool printable =
            (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        appendUtf8(printable ? byte : next++, alphabet[byte]);
    }
    return alphabet;
}

/// Any text as a pattern that matches only it.
std::string quoted(const std::string& text) {
    std::string pattern;
    for (const char letter : text) {
        if (static_cast<unsigned char>(letter) < 0x80 && std::isalnum(letter) == 0) {
            pattern += '\\';
        }
        pattern += letter;
    }
    return pattern;
}

struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool match = false;
};

}  // namespace

/// The words so far; each step cuts them further.
struct PreTokenizer::Cutter {
    std::vector<std::string> words;
    bool first;

    static Result<std::vector<Part>> partsOf(const std::string& text, const Split& step) {
        std::vector<Part> parts;
        std::size_t done = 0;
        while (done < text.size()) {
            const auto found = step.pattern.find(text, done);
            if (!found) {
                return found.error();
            }
            const std::size_t begin = *found ? (*found)->first : text.size();
            if (begin > done) {
                parts.push_back({done, begin, step.invert});
            }
            if (*found) {
                parts.push_back({begin, (*found)->second, !step.invert});
            }
            done = *found ? (*found)->second : text.size();
        }
        return parts;
    }

    /// Parts that a behaviour joins, in the words of the real one: a match joins the part before or
    /// after it unless that is a match too; contiguous joins equals.
    static std::vector<Part> joined(const std::vector<Part>& parts, Matches matches) {
        std::vector<Part> result;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Part& part = parts[i];
            if (matches == Matches::removed && part.match) {
                continue;
            }
            const bool afterText = i > 0 && !parts[i - 1].match;
            const bool afterMatch = i > 0 && parts[i - 1].match;
            const bool join =
                (matches == Matches::mergedWithPrevious && part.match && afterText) ||
                (matches == Matches::mergedWithNext && !part.match && afterMatch) ||
                (matches == Matches::contiguous && i > 0 && part.match == parts[i - 1].match);
            if (join) {
                result.back().end = part.end;
            } else {
                result.push_back(part);
            }
        }
        return result;
    }

    Status operator()(const Split& step) {
        std::vector<std::string> cut;
        for (const std::string& word : words) {
            const Result<std::vector<Part>> parts = partsOf(word, step);
            if (!parts) {
                return parts.error();
            }
            for (const Part& part : joined(*parts, step.matches)) {
                cut.push_back(word.substr(part.begin, part.end - part.begin));
            }
        }
        words = std::move(cut);
        return {};
    }

    Status operator()(const ByteLevel&) {
        static const std::array<std::string, 256> alphabet = byteAlphabet();
        for (std::string& word : words) {
            std::string visible;
            for (const char byte : word) {
                visible += alphabet[static_cast<unsigned char>(byte)];
            }
            word = std::move(visible);
        }
        return {};
    }

    Status operator()(const AddSpace&) {
        for (std::string& word : words) {
            if (!word.starts_with(' ')) {
                word.insert(0, " ");
            }
        }
        return {};
    }

    Status operator()(const Metaspace& step) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            std::string marked;
            for (const char letter : words[i]) {
                if (letter == ' ') {
                    marked += step.mark;
                } else {
                    marked += letter;
                }
            }
            const bool wanted = step.prepend == Prepend::always ||
                                (step.prepend == Prepend::first && first && i == 0);
            if (wanted && !marked.starts_with(step.mark)) {
                marked.insert(0, step.mark);
            }
            words[i] = std::move(marked);
        }
        return {};
    }
};

Result<PreTokenizer> PreTokenizer::read(const TokenizerJson& json) {
    PreTokenizer words;
    if (Status status = words.add(json); !status) {
        return std::move(status).error();
    }
    return words;
}

Status PreTokenizer::add(const TokenizerJson& json) {
    if (json.is_null()) {
        return {};
    }
    const std::string type = textAt(json, "type");
    if (type == "Sequence") {
        for (const TokenizerJson& part : partOf(json, "pretokenizers")) {
            if (Status status = add(part); !status) {
                return status;
            }
        }
        return {};
    }
    if (type == "Split") {
        return addSplit(json);
    }
    if (type == "Metaspace") {
        return addMetaspace(json);
    }
    if (type == "Digits") {
        return addPattern(
            R"(\p{N})", flagAt(json, "individual_digits") ? Matches::isolated : Matches::contiguous,
            false);
    }
    if (type == "ByteLevel") {
        if (flagAt(json, "add_prefix_space", true)) {
            m_steps.emplace_back(AddSpace{});
        }
        if (flagAt(json, "use_regex", true)) {
            if (Status status = addPattern(gptPattern, Matches::isolated, false); !status) {
                return status;
            }
        }
        m_steps.emplace_back(ByteLevel{});
        return {};
    }
    return unknownPart("pre_tokenizer \"" + type + "\"");
}

Status PreTokenizer::addPattern(const std::string& pattern, Matches matches, bool invert) {
    Result<Regex> compiled = Regex::compile(pattern);
    if (!compiled) {
        return std::move(compiled).error();
    }
    m_steps.emplace_back(Split{*std::move(compiled), matches, invert});
    return {};
}

Status PreTokenizer::addSplit(const TokenizerJson& json) {
    constexpr std::array<std::pair<const char*, Matches>, 5> names{{
        {"Isolated", Matches::isolated},
        {"Removed", Matches::removed},
        {"MergedWithPrevious", Matches::mergedWithPrevious},
        {"MergedWithNext", Matches::mergedWithNext},
        {"Contiguous", Matches::contiguous},
    }};
    const std::string behaviour = textAt(json, "behavior");
    for (const auto& [name, matches] : names) {
        if (behaviour != name) {
            continue;
        }
        const TokenizerJson& pattern = partOf(json, "pattern");
        const std::string regex = textAt(pattern, "Regex");
        const std::string text = textAt(pattern, "String");
        if (regex.empty() && text.empty()) {
            return brokenPart("pre_tokenizer \"Split\"");
        }
        return addPattern(regex.empty() ? quoted(text) : regex, matches, flagAt(json, "invert"));
    }
    return unknownPart("pre_tokenizer \"Split\" that is \"" + behaviour + "\"");
}

Status PreTokenizer::addMetaspace(const TokenizerJson& json) {
    Metaspace step{textAt(json, "replacement"), Prepend::always};
    const std::string scheme = textAt(json, "prepend_scheme");
    if (scheme == "first") {
        step.prepend = Prepend::first;
    } else if (scheme == "never" || (scheme.empty() && !flagAt(json, "add_prefix_space", true))) {
        step.prepend = Prepend::never;
    } else if (!scheme.empty() && scheme != "always") {
        return unknownPart("prepend_scheme \"" + scheme + "\"");
    }
    if (step.mark.empty()) {
        return brokenPart("pre_tokenizer \"Metaspace\"");
    }
    const std::string mark = step.mark;
    m_steps.emplace_back(std::move(step));
    return flagAt(json, "split", true) ? addPattern(quoted(mark), Matches::mergedWithNext, false)
                                       : Status{};
}

Result<std::vector<std::string>> PreTokenizer::cut(std::string text, bool first) const {
    Cutter cutter{{std::move(text)}, first};
    for (const Step& step : m_steps) {
        if (Status status = std::visit(cutter, step); !status) {
            return std::move(status).error();
        }
    }
    return std::move(cutter.words);
}

}  // namespace quince

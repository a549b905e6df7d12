#pragma once

#include <quince/quality_report.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// What a model card is made from. Only what is given is said; nothing is guessed.
struct ModelCardInput {
    std::string publisher;       ///< of the result; empty: not known
    std::string name;            ///< of the result: the title
    std::string sourceRepo;      ///< "Qwen/Qwen3-8B"; empty when the source was a plain folder
    std::string sourceName;      ///< of that plain folder; may be empty
    std::string sourceRevision;  ///< commit or branch; may be empty
    std::string sourceReadme;    ///< text of the source's README.md; may be empty
    std::string quinceVersion;
    std::string recipe;                             ///< in words: "4-bit, group 64"
    double bitsPerWeight = 0;                       ///< 0: not said
    bool quantized = false;                         ///< gives base_model_relation: quantized
    std::optional<QualityReport> quality;           ///< what was measured
    bool seesImages = false;                        ///< usage through mlx-vlm, and the pipeline tag
    bool licenceFileCarried = false;                ///< a LICENSE file stands beside the card
    std::string hubUrl = "https://huggingface.co";  ///< for links to the source
};

struct ModelCard {
    std::string text;                   ///< the whole README.md, LF only
    std::vector<std::string> warnings;  ///< unreadable front matter, a licence without its link
};

/// README.md of a result: front matter carried over from the source's card and completed for
/// MLX (library, tags, base model), then what it is, where it came from and how to run it.
/// Front matter that cannot be read is left out with a warning. Same input, same bytes.
[[nodiscard]] ModelCard makeModelCard(const ModelCardInput& input);

/// What is wrong with a card that a person wrote, as far as can be seen without the Hub: sentences,
/// empty when nothing is. The Hub checks more.
[[nodiscard]] std::vector<std::string> cardProblems(std::string_view card);

/// The card as it reads in a repo of the Hub: title and "Use it" name that repo, so that nobody is
/// sent to another one. Only where they stand as Quince wrote them, for whatever model; all else,
/// and what a person changed there, stays. `repoId`: namespace/name; a name alone changes nothing.
[[nodiscard]] std::string cardForRepo(std::string_view card, std::string_view repoId);

/// Whether the card tells, in words of Quince or by the keys of its own gate (extra_gated_...),
/// that the original is given only to whoever agrees to its terms.
[[nodiscard]] bool tellsOfTerms(std::string_view card);

}  // namespace quince

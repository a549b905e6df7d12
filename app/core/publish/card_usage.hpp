#pragma once

#include <string>
#include <string_view>

namespace quince {

/// What the section "Use it" of a card is made from.
struct CardUsage {
    std::string publisher;  ///< empty: not known
    std::string name;
    bool seesImages = false;
};

/// How the section begins, in every card.
inline constexpr const char* usageHeading = "\n## Use it\n";
/// After this stands the model, as one word of a shell.
inline constexpr const char* usageModelFlag = ".generate --model ";

/// The whole section, from its heading on. Same usage, same bytes: cardForRepo knows by that
/// whether a person has changed it.
[[nodiscard]] std::string usageSection(const CardUsage& usage);

/// What `text` begins with: the inverse of how usageSection writes a model.
[[nodiscard]] std::string firstShellWord(std::string_view text);

}  // namespace quince

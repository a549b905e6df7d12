#include "core/publish/front_matter.hpp"

#include <quince/model_card.hpp>

#include <algorithm>

namespace quince {

bool isBehindTerms(const FrontMatter& matter) {
    return std::any_of(matter.values.begin(), matter.values.end(),
                       [](const auto& entry) { return entry.first.starts_with("extra_gated_"); });
}

bool tellsOfTerms(std::string_view card) {
    return card.find(termsSentence) != std::string_view::npos ||
           isBehindTerms(readFrontMatter(card));
}

}  // namespace quince

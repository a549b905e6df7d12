#include "core/publish/front_matter.hpp"

#include <quince/model_card.hpp>

#include <algorithm>

namespace quince {

std::vector<std::string> cardProblems(std::string_view card) {
    if (!card.starts_with("---\n") && !card.starts_with("---\r\n")) {
        return {
            "The card does not begin with front matter between lines of ---: Hugging Face will "
            "not know licence and library."};
    }
    if (card.find("\n---", 3) == std::string_view::npos) {
        return {"The front matter does not end: a line of --- is missing after it."};
    }
    const FrontMatter front = readFrontMatter(card);
    if (!front.problem.empty()) {
        return {front.problem};
    }
    std::vector<std::string> problems;
    if (front.first("license").empty()) {
        problems.emplace_back("The front matter names no license.");
    }
    const std::vector<std::string>* tags = front.find("tags");
    const bool isTagged =
        tags != nullptr && std::find(tags->begin(), tags->end(), "mlx") != tags->end();
    if (front.first("library_name") != "mlx" && !isTagged) {
        problems.emplace_back(
            "The front matter says neither \"library_name: mlx\" nor the tag mlx: people who look "
            "for MLX models will not find it.");
    }
    return problems;
}

}  // namespace quince

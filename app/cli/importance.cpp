#include "cli/importance.hpp"

namespace cli {

quince::Result<std::shared_ptr<const quince::ImportanceData>> importanceOf(
    const quince::Recipe& recipe) {
    if (recipe.importance.empty()) {
        return std::shared_ptr<const quince::ImportanceData>();
    }
    auto data = quince::readImportance(recipe.importance, {});
    if (!data) {
        return std::move(data).error();
    }
    return data;
}

}  // namespace cli

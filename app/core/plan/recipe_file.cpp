#include "core/base/file.hpp"

#include <quince/recipe_file.hpp>

#include <system_error>

namespace quince {
namespace {

/// More than any recipe: thousands of layers take some hundred kilobytes.
constexpr std::uint64_t mostBytes = 16U << 20;

/// Where the recipe's path leads, or the same name beside the recipe, which is how it is shared.
std::filesystem::path whereItIs(const std::filesystem::path& importance,
                                const std::filesystem::path& folder) {
    std::error_code ignored;
    const std::filesystem::path beside = folder / importance.filename();
    const bool moved = !importance.empty() && !std::filesystem::exists(importance, ignored) &&
                       std::filesystem::exists(beside, ignored);
    return moved ? beside : importance;
}

}  // namespace

Result<Recipe> readRecipeFile(const std::filesystem::path& file) {
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return Error{ErrorCode::notFound, "there is no such recipe file", file};
    }
    const Result<std::string> text = readWholeFile(file, mostBytes);
    if (!text) {
        return text.error();
    }
    const std::filesystem::path folder = std::filesystem::absolute(file, failure).parent_path();
    Result<Recipe> recipe = recipeFromJson(*text, nameText(file), folder);
    if (!recipe) {
        Error error = std::move(recipe).error();
        error.path = file;
        return error;
    }
    recipe->importance = whereItIs(recipe->importance, folder);
    return recipe;
}

Status writeRecipeFile(const Recipe& recipe, const std::filesystem::path& file) {
    std::error_code failure;
    Recipe placed = recipe;
    if (!placed.importance.empty()) {
        placed.importance =
            std::filesystem::absolute(placed.importance, failure).lexically_normal();
    }
    const std::filesystem::path folder =
        std::filesystem::absolute(file, failure).lexically_normal().parent_path();
    if (Status written = writeFileAtomically(file, recipeToJson(placed, folder)); !written) {
        return Error{written.error().code,
                     "the recipe cannot be written: " + written.error().message, file};
    }
    return {};
}

}  // namespace quince

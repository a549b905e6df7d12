#include "desktop/drop_judge.hpp"

#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using test::TempFolder;

QUrl urlOf(const std::filesystem::path& path) {
    return QUrl::fromLocalFile(test::text(path));
}

TEST(DropJudge, AcceptsAModelFolderByName) {
    const TempFolder folder;
    const auto model = test::makeModel(folder, "Qwen3-8B");

    const ui::DropVerdict verdict = judgeDrop({urlOf(model)});

    EXPECT_TRUE(verdict.accepted);
    EXPECT_EQ(verdict.text, QStringLiteral("Add Qwen3-8B"));
}

TEST(DropJudge, TakesAWeightsFileForItsFolder) {
    const TempFolder folder;
    const auto model = test::makeModel(folder, "Tiny");
    const QList<QUrl> urls{urlOf(model / "model.safetensors"), urlOf(model)};

    EXPECT_TRUE(judgeDrop(urls).accepted);
    EXPECT_EQ(foldersOf(urls), QStringList{test::text(model)});
}

TEST(DropJudge, TakesARecipeButNotAModelsOwnFiles) {
    const TempFolder folder;
    const auto recipe = folder.write("recipes/r.json", "{}");
    const auto model = test::makeModel(folder, "Tiny");

    EXPECT_EQ(judgeDrop({urlOf(recipe)}).text, QStringLiteral("Use the recipe r.json"));
    EXPECT_EQ(recipeOf({urlOf(recipe)}), test::text(recipe));
    EXPECT_EQ(judgeDrop({urlOf(model / "config.json")}).text, QStringLiteral("Add Tiny"));
    EXPECT_TRUE(recipeOf({urlOf(recipe), urlOf(recipe)}).isEmpty());
    EXPECT_TRUE(recipeOf({urlOf(folder / "none.json")}).isEmpty());
}

TEST(DropJudge, RefusesWithTheReason) {
    const TempFolder folder;
    folder.write("notes/readme.txt", "");
    const auto model = test::makeModel(folder, "Tiny");

    EXPECT_FALSE(judgeDrop({}).accepted);
    EXPECT_FALSE(judgeDrop({QUrl(QStringLiteral("https://huggingface.co/Qwen"))}).accepted);
    const ui::DropVerdict verdict = judgeDrop({urlOf(model), urlOf(folder / "notes")});
    EXPECT_FALSE(verdict.accepted);
    EXPECT_TRUE(verdict.text.contains(QStringLiteral("notes")));
}

}  // namespace
}  // namespace app

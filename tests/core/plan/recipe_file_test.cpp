#include "support/temp_folder.hpp"

#include <quince/recipe_file.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace quince {
namespace {

TEST(RecipeFile, GivesBackEachRecipe) {
    Recipe plain;
    Recipe rich;
    rich.quantize = true;
    rich.method = QuantMethod::refined;
    rich.bits = 3;
    rich.groupSize = 32;
    rich.dtype = DType::f16;
    rich.embeddingBits = 6;
    rich.vision = VisionChoice::keep;
    rich.requantize = true;
    rich.overrides = {{"*.down_proj", 6, 32},
                      {"lm_head", std::nullopt, std::nullopt, QuantMode::mxfp8},
                      {"router", std::nullopt, std::nullopt}};
    rich.layers = {{"model.layers.0.mlp.down_proj", QuantSpec{QuantMode::affine, 8, 64}},
                   {"model.layers.1.mlp.down_proj", std::nullopt}};
    Recipe mixed;
    mixed.quantize = true;
    mixed.method = QuantMethod::mlx;
    mixed.bits = 4;
    mixed.groupSize = 64;
    mixed.mixed = MixedRecipe::mixed3_6;
    for (const Recipe& recipe : {plain, rich, mixed}) {
        const Result<Recipe> read = recipeFromJson(recipeToJson(recipe), "r.json");
        ASSERT_TRUE(read.ok()) << read.error().message;
        Recipe expected = recipe;
        if (!recipe.quantize) {
            expected.method = read->method;  // not written, for it means nothing
        }
        EXPECT_TRUE(*read == expected) << recipeToJson(*read) << recipeToJson(recipe);
    }
}

TEST(RecipeFile, NeedsOnlyWhatDiffers) {
    const Result<Recipe> recipe = recipeFromJson(R"({"bits": 6})", "r.json");
    ASSERT_TRUE(recipe.ok());
    EXPECT_TRUE(recipe->quantize);
    EXPECT_EQ(baseSpec(*recipe), (QuantSpec{QuantMode::affine, 6, 64}));
}

TEST(RecipeFile, NamesTheImportanceFromItsOwnFolder) {
    const test::TempFolder folder;
    std::filesystem::create_directories(folder / "recipes/data");
    folder.write("recipes/data/imatrix.gguf", "");
    Recipe recipe;
    recipe.quantize = true;
    recipe.importance = folder / "recipes/data/imatrix.gguf";
    recipe.importanceHash = "0123";
    ASSERT_TRUE(writeRecipeFile(recipe, folder / "recipes/r.json").ok());
    const std::string text = test::contentOf(folder / "recipes/r.json");
    EXPECT_NE(text.find("\"file\": \"data/imatrix.gguf\""), std::string::npos) << text;
    EXPECT_NE(text.find("\"xxh128\": \"0123\""), std::string::npos) << text;

    std::filesystem::rename(folder / "recipes", folder / "moved");
    Result<Recipe> read = readRecipeFile(folder / "moved/r.json");

    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->importance, folder / "moved/data/imatrix.gguf");
    EXPECT_EQ(read->importanceHash, "0123");

    // Sent with the file beside it.
    std::filesystem::rename(folder / "moved/data/imatrix.gguf", folder / "moved/imatrix.gguf");
    read = readRecipeFile(folder / "moved/r.json");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->importance, folder / "moved/imatrix.gguf");
}

TEST(RecipeFile, SaysThatItIsNotThereOrCannotBeWritten) {
    const test::TempFolder folder;
    EXPECT_EQ(readRecipeFile(folder / "none.json").error().code, ErrorCode::notFound);
    const Status written = writeRecipeFile({}, folder / "no folder/r.json");
    ASSERT_FALSE(written.ok());
    EXPECT_NE(written.error().message.find("the recipe cannot be written"), std::string::npos);
}

TEST(RecipeFile, SortsLayers) {
    const Result<Recipe> recipe =
        recipeFromJson(R"({"layers": {"b": "keep", "a": {"bits": 8}}})", "r.json");
    ASSERT_TRUE(recipe.ok());
    EXPECT_EQ(recipe->layers.front().path, "a");
    EXPECT_EQ(recipe->layers.front().spec, (QuantSpec{QuantMode::affine, 8, 64}));
}

TEST(RecipeFile, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> mistakes{
        {"[1]", "is not an object"},
        {R"({"bist": 4})", "did you mean \"bits\"?"},
        {R"({"bits": "four"})", "bits is not a small whole number"},
        {R"({"bits": 7})", "7"},
        {R"({"mode": "mxfp5"})", "mode \"mxfp5\" is not known"},
        {R"({"quantize": 1})", "quantize is neither true nor false"},
        {R"({"overrides": [{"pattern": "x"}]})", "either"},
        {R"({"overrides": [{"pattern": "x", "bits": 4, "keep": true}]})", "either"},
        {R"({"overrides": 3})", "overrides is not a list"},
        {R"({"layers": {"a": {"bits": 9}}})", "9"},
        {R"({"layers": {"a": {"group": 32}}})", "layer a"},
        {R"({"layers": []})", "layers is not an object"},
        {R"({"importance": "i.gguf"})", "importance: is not an object"},
        {R"({"importance": {"xxh128": "00"}})", "no file is named"},
        {"{", "r.json"}};
    for (const auto& [text, words] : mistakes) {
        const Result<Recipe> recipe = recipeFromJson(text, "r.json");
        ASSERT_FALSE(recipe.ok()) << text;
        EXPECT_NE(recipe.error().message.find(words), std::string::npos)
            << text << ": " << recipe.error().message;
        EXPECT_NE(recipe.error().message.find("r.json"), std::string::npos)
            << recipe.error().message;
    }
}

}  // namespace
}  // namespace quince

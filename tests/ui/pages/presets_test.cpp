#include "ui/pages/presets.hpp"

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::DType;
using quince::MixedRecipe;
using quince::Recipe;

TEST(Presets, BeginWithTheRecommendedFourBits) {
    const QList<Preset> all = presets({});

    EXPECT_EQ(all.first().name, QStringLiteral("4-bit (recommended)"));
    EXPECT_EQ(all.first().recipe.bits, 4);
    EXPECT_TRUE(all.first().recipe.quantize);
}

TEST(Presets, AreFoundAgainFromTheirRecipes) {
    const QList<Preset> all = presets({});

    for (int i = 0; i < all.size(); ++i) {
        EXPECT_EQ(presetOf(all[i].recipe, all), i);
    }
}

TEST(Presets, SeeThroughSpelledOutDefaultsAndLayerRules) {
    Recipe recipe;
    recipe.quantize = true;
    recipe.groupSize = 64;
    recipe.overrides = {{"lm_head", 8, std::nullopt}};

    EXPECT_EQ(presetOf(recipe, presets({})), 0);
}

TEST(Presets, AreNotFoundForACustomRecipe) {
    Recipe recipe;
    recipe.quantize = true;
    recipe.groupSize = 32;
    EXPECT_EQ(presetOf(recipe, presets({})), -1);

    recipe.groupSize.reset();
    recipe.mixed = MixedRecipe::mixed2_6;
    EXPECT_EQ(presetOf(recipe, presets({})), -1);

    recipe = {};
    recipe.dtype = DType::f32;
    EXPECT_EQ(presetOf(recipe, presets({})), -1);
}

TEST(Presets, KeepLayerRulesWhenApplied) {
    Recipe before;
    before.quantize = true;
    before.bits = 3;
    before.overrides = {{"lm_head", 8, std::nullopt}};

    const Recipe after = applied(presets({})[1], before);

    EXPECT_EQ(after.bits, 8);
    EXPECT_EQ(after.overrides, before.overrides);
}

TEST(Presets, DequantizeAQuantizedSourceForPlainWeights) {
    RecipeOptions options;
    options.canDequantize = true;

    EXPECT_TRUE(presets(options)[6].recipe.dequantize);
    EXPECT_FALSE(presets({})[6].recipe.dequantize);
}

}  // namespace

}  // namespace ui

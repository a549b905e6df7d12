#include <quince/naming.hpp>
#include <quince/recipe_label.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

Recipe recipeOf(std::string_view label, const Recipe& usual = {}) {
    const Result<Recipe> recipe = recipeFromLabel(label, usual);
    EXPECT_TRUE(recipe.ok()) << recipe.error().message;
    return recipe ? *recipe : Recipe{};
}

TEST(RecipeLabel, ReadsTheNamesOfPublishedModels) {
    for (const char* label : {"8bit", "8-bit", "q8", "Q8", "8BIT"}) {
        EXPECT_EQ(describe(recipeOf(label)), "8-bit, group 64") << label;
    }
    for (const char* label : {"4bit-gs32", "q4-g32", "q4_g32", "4-bit-g32"}) {
        EXPECT_EQ(describe(recipeOf(label)), "4-bit, group 32") << label;
    }
    EXPECT_EQ(recipeOf("mixed_3_6").mixed, MixedRecipe::mixed3_6);
    EXPECT_EQ(recipeOf("mixed-4-6-g32").groupSize, 32);
    EXPECT_EQ(describe(recipeOf("bf16")), "bfloat16, not quantized");
    EXPECT_EQ(describe(recipeOf("fp16")), "float16, not quantized");
    EXPECT_EQ(recipeOf("6bit-fp16").dtype, DType::f16);
}

TEST(RecipeLabel, TakesTheRestFromTheUsualRecipe) {
    Recipe usual;
    usual.quantize = true;
    usual.bits = 4;
    usual.groupSize = 32;
    usual.dtype = DType::f16;
    usual.vision = VisionChoice::drop;
    usual.overrides = {{"lm_head", 8, std::nullopt}};

    const Recipe other = recipeOf("8bit", usual);
    EXPECT_EQ(other.bits, 8);
    EXPECT_EQ(other.groupSize, std::nullopt);
    EXPECT_EQ(other.dtype, DType::f16);
    EXPECT_EQ(other.overrides, usual.overrides);
    EXPECT_EQ(other.vision, VisionChoice::drop);

    const Recipe plain = recipeOf("bf16", usual);
    EXPECT_FALSE(plain.quantize);
    EXPECT_EQ(plain.dtype, DType::bf16);
    EXPECT_TRUE(plain.overrides.empty());
    EXPECT_EQ(plain.vision, VisionChoice::drop);
}

TEST(RecipeLabel, RefusesWhatItDoesNotKnow) {
    for (const char* label :
         {"", "-", "4", "bit", "q", "7bit", "q4-q8", "4bit-mixed_3_6", "mixed_1_2", "mixed", "g32",
          "bf16-g32", "bf16-fp16", "q4-g32-g64", "q4-g48", "--q-bits 8", "q4 ", "int8"}) {
        const Result<Recipe> recipe = recipeFromLabel(label, {});
        ASSERT_FALSE(recipe.ok()) << label;
        EXPECT_EQ(recipe.error().code, ErrorCode::invalidArgument) << label;
    }
}

TEST(RecipeLabel, IsTheInverseOfTheLabelInNames) {
    for (const char* label : {"4bit", "8bit-gs32", "mixed-2-6", "3bit-fp16", "5bit-gs128-bf16"}) {
        const Recipe recipe = recipeOf(label);
        const QuantSpec spec = baseSpec(recipe);
        NameParts parts;
        parts.mode = nameOf(spec.mode);
        parts.bits = spec.bits;
        parts.groupSize = spec.groupSize;
        parts.mixed = nameOf(recipe.mixed);
        parts.dtype = recipe.dtype ? traits(*recipe.dtype).longName : "";
        EXPECT_EQ(quantLabel(parts), label);
    }
}

}  // namespace
}  // namespace quince

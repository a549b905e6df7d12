#include <quince/lm_studio.hpp>
#include <quince/naming.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

NameParts affine(int bits, int group) {
    NameParts parts;
    parts.model = "Qwen3-8B";
    parts.org = "Qwen";
    parts.mode = "affine";
    parts.bits = bits;
    parts.groupSize = group;
    return parts;
}

std::string nameOf(const NameParts& parts) {
    return *resultName(defaultNameTemplate, parts);
}

TEST(ResultName, SaysTheQuantizationAsTheFieldDoes) {
    EXPECT_EQ(nameOf(affine(4, 64)), "Qwen3-8B-MLX-4bit");
    EXPECT_EQ(nameOf(affine(8, 64)), "Qwen3-8B-MLX-8bit");
    EXPECT_EQ(nameOf(affine(4, 32)), "Qwen3-8B-MLX-4bit-gs32");

    NameParts parts = affine(4, 32);
    parts.mode = "mxfp4";
    EXPECT_EQ(nameOf(parts), "Qwen3-8B-MLX-mxfp4");
    parts.mode = "nvfp4";
    parts.groupSize = 16;
    EXPECT_EQ(nameOf(parts), "Qwen3-8B-MLX-nvfp4");

    parts = affine(6, 64);
    parts.mixed = "mixed_3_6";
    EXPECT_EQ(nameOf(parts), "Qwen3-8B-MLX-mixed-3-6");
    parts.mixed.clear();
    parts.dtype = "float16";
    EXPECT_EQ(nameOf(parts), "Qwen3-8B-MLX-6bit-fp16");

    parts = NameParts();
    parts.model = "Qwen3-8B";
    parts.dtype = "bfloat16";
    EXPECT_EQ(nameOf(parts), "Qwen3-8B-MLX-bf16");
}

TEST(ResultName, FillsInEveryPlaceholder) {
    NameParts parts = affine(4, 32);
    parts.dtype = "bfloat16";
    parts.mixed = "mixed_3_4";

    EXPECT_EQ(*resultName("{org}_{model}_{mode}_{bits}_{group}_{dtype}_{mixed}", parts),
              "Qwen_Qwen3-8B_affine_4_32_bf16_mixed-3-4");
}

TEST(ResultName, RefusesTemplatesThatCannotBe) {
    for (const char* text : {"{nope}", "{model", "{}", "", "...", "{mixed}"}) {
        EXPECT_EQ(resultName(text, affine(4, 64)).error().code, ErrorCode::invalidArgument) << text;
    }
}

TEST(ResultName, ShortensTheModelAndKeepsTheLabel) {
    NameParts parts = affine(4, 64);
    parts.model.clear();
    for (int i = 0; i < 120; ++i) {
        parts.model += "\xC3\xA9";
    }

    const std::string name = nameOf(parts);

    EXPECT_TRUE(name.ends_with("\xC3\xA9-MLX-4bit")) << name;
    EXPECT_TRUE(validateModelName(name).ok());
    EXPECT_EQ(name.size(), 2 * 91 + 9U);
}

TEST(ResultName, AlwaysObeysTheRules) {
    for (const std::string& model :
         {std::string("a/b:c*?"), std::string("../../etc"), std::string("\xFF\xFE"),
          std::string(" x "), std::string(300, '.'), std::string("a\nb")}) {
        NameParts parts = affine(4, 64);
        parts.model = model;
        const auto name = resultName(defaultNameTemplate, parts);
        ASSERT_TRUE(name.ok()) << model;
        EXPECT_TRUE(validateModelName(*name).ok()) << *name;
    }
}

TEST(SanitizedName, MakesTheNearestValidName) {
    EXPECT_EQ(sanitizedName("Qwen3-8B"), "Qwen3-8B");
    EXPECT_EQ(sanitizedName("a//b"), "a-b");
    EXPECT_EQ(sanitizedName("..hidden. "), "hidden");
    EXPECT_EQ(sanitizedName("nul"), "model-nul");
    EXPECT_EQ(sanitizedName("???"), "");
    EXPECT_EQ(sanitizedName(""), "");
    EXPECT_TRUE(validateModelName(sanitizedName("con." + std::string(200, 'x'))).ok());
    EXPECT_TRUE(validateModelName(sanitizedName(std::string(99, 'x') + ".yz")).ok());
}

TEST(SuggestedPublisher, IsWhoMadeItThenWhoseModelItIs) {
    EXPECT_EQ(suggestedPublisher("ada", "Qwen"), "ada");
    EXPECT_EQ(suggestedPublisher("", "Qwen"), "Qwen");
    EXPECT_EQ(suggestedPublisher("", ""), "local");
    EXPECT_EQ(suggestedPublisher("...", ".."), "local");
}

}  // namespace
}  // namespace quince

#include <quince/model_card.hpp>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace quince {
namespace {

ModelCardInput sampleInput() {
    ModelCardInput input;
    input.publisher = "ada";
    input.name = "Qwen3-8B-MLX-4bit";
    input.sourceRepo = "Qwen/Qwen3-8B";
    input.sourceRevision = std::string(40, 'a');
    input.quinceVersion = "0.1.0";
    input.recipe = "4-bit, group 64";
    input.bitsPerWeight = 4.504;
    input.quantized = true;
    input.sourceReadme =
        "---\nlibrary_name: transformers\nlicense: other\nlicense_name: qwen\n"
        "license_link: ./LICENSE\npipeline_tag: text-generation\nlanguage:\n- en\n- no\n"
        "tags:\n- chat\n- gguf\n- mlx\n- base_model:x/y\nbase_model: Qwen/Qwen3-8B-Base\n"
        "extra_gated_prompt: Sign here\n---\n# Their text\n";
    return input;
}

TEST(ModelCard, ReadsAsALibraryOfMlxWouldWriteIt) {
    const ModelCard card = makeModelCard(sampleInput());

    EXPECT_TRUE(card.warnings.empty());
    EXPECT_EQ(card.text.substr(0, card.text.find("\n# ")),
              "---\nlibrary_name: mlx\nbase_model: Qwen/Qwen3-8B\nbase_model_relation: quantized\n"
              "tags:\n- mlx\n- chat\npipeline_tag: text-generation\nlicense: other\n"
              "license_name: qwen\n"
              "license_link: \"https://huggingface.co/Qwen/Qwen3-8B/blob/main/LICENSE\"\n"
              "language:\n- en\n- \"no\"\n---\n");
}

TEST(ModelCard, SaysWhereItCameFromAndHowToRunIt) {
    const std::string text = makeModelCard(sampleInput()).text;

    for (const char* part :
         {"# Qwen3-8B-MLX-4bit\n", "[Qwen/Qwen3-8B](https://huggingface.co/Qwen/Qwen3-8B)",
          "aaaaaaaa`", "Quince 0.1.0", "Recipe: 4-bit, group 64", "Bits per weight: 4.50\n",
          "mlx_lm.generate --model ada/Qwen3-8B-MLX-4bit", "LM Studio"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(text.find("Their text"), std::string::npos);
    EXPECT_EQ(text.find("gated"), std::string::npos);
}

TEST(ModelCard, InventsNothingWithoutASource) {
    ModelCardInput input;
    input.publisher = "local";
    input.name = "Mine";
    input.quinceVersion = "0.1.0";

    const ModelCard card = makeModelCard(input);

    EXPECT_TRUE(card.text.starts_with("---\nlibrary_name: mlx\ntags:\n- mlx\n---\n\n# Mine\n"));
    for (const char* part :
         {"base_model", "license", "pipeline_tag", "Bits per", "Recipe", " from "}) {
        EXPECT_EQ(card.text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(card.warnings.size(), 1U);
}

TEST(ModelCard, NamesAPlainFolderAndInventsNoPublisher) {
    ModelCardInput input;
    input.name = "my out";
    input.sourceName = "Quince-Sample";
    input.quinceVersion = "0.1.0";

    const std::string text = makeModelCard(input).text;

    for (const char* part : {"# my out\n", " from `Quince-Sample` by Quince",
                             "`<publisher>/<name>`", "--model 'my out' --prompt"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(text.find("/my out"), std::string::npos);
    EXPECT_EQ(text.find("base_model"), std::string::npos);
}

TEST(ModelCard, GoesOnWithoutFrontMatterThatIsBroken) {
    ModelCardInput input = sampleInput();
    input.sourceReadme = "---\nlicense: [mit\n---\n";

    const ModelCard card = makeModelCard(input);

    ASSERT_EQ(card.warnings.size(), 2U);
    EXPECT_NE(card.warnings[0].find("cannot be read"), std::string::npos);
    EXPECT_NE(card.text.find("base_model: Qwen/Qwen3-8B\n"), std::string::npos);
}

TEST(ModelCard, DoesNotCallAnUnquantizedResultQuantized) {
    ModelCardInput input = sampleInput();
    input.quantized = false;

    EXPECT_EQ(makeModelCard(input).text.find("base_model_relation"), std::string::npos);
}

TEST(ModelCard, KeepsALicenceLinkWhoseFileComesAlong) {
    ModelCardInput input = sampleInput();
    input.licenceFileCarried = true;

    EXPECT_NE(makeModelCard(input).text.find("license_link: \"./LICENSE\"\n"), std::string::npos);
}

TEST(ModelCard, WarnsOfAnOtherLicenceWithoutItsName) {
    ModelCardInput input = sampleInput();
    input.sourceReadme = "---\nlicense: other\n---\n";

    EXPECT_EQ(makeModelCard(input).warnings.size(), 1U);
}

TEST(ModelCard, ShowsVisionModelsWithMlxVlm) {
    ModelCardInput input = sampleInput();
    input.seesImages = true;
    input.sourceReadme = "---\nlicense: mit\n---\n";

    const std::string text = makeModelCard(input).text;

    EXPECT_NE(text.find("pipeline_tag: image-text-to-text\n"), std::string::npos);
    EXPECT_NE(text.find("mlx_vlm.generate"), std::string::npos);
}

TEST(ModelCard, CannotBeTalkedIntoOtherFrontMatter) {
    ModelCardInput input = sampleInput();
    input.sourceReadme =
        "---\nlicense: \"mit\\n---\\nlicense: wtfpl\"\ntags: [\"a\\nb: c\", \"no\"]\n---\n";

    const std::string text = makeModelCard(input).text;
    const YAML::Node node = YAML::Load(text.substr(4, text.find("\n---\n") - 3));

    EXPECT_EQ(node["license"].as<std::string>(), "mit\n---\nlicense: wtfpl");
    EXPECT_EQ(node["tags"][1].as<std::string>(), "a\nb: c");
    EXPECT_EQ(node.size(), 5U);
    EXPECT_EQ(text.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace quince

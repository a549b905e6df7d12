#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/plan.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;
using testing::Contains;
using testing::HasSubstr;

/// What is planned for the checkpoint that `spec` describes.
class VisionPlan : public testing::Test {
protected:
    std::shared_ptr<const Inspection> open(const Json& spec) {
        test::fillSpec(spec, m_folder.path());
        auto inspection = inspect(m_folder.path(), *ArchitectureLibrary::builtIn());
        EXPECT_TRUE(inspection.ok()) << inspection.error().message;
        return *inspection;
    }

    ConversionPlan plan(const Json& spec, const Recipe& recipe = {}) {
        return makePlan(open(spec), recipe);
    }

    static std::vector<std::string> saidWith(Severity severity, const ConversionPlan& plan) {
        std::vector<std::string> sentences;
        for (const Problem& problem : plan.problems) {
            if (problem.severity == severity) {
                sentences.push_back(problem.message);
            }
        }
        return sentences;
    }

    static Recipe keeping() {
        Recipe recipe;
        recipe.vision = VisionChoice::keep;
        return recipe;
    }

    test::TempFolder m_folder;
};

TEST_F(VisionPlan, KeepsVisionWhereTheResultAlsoLoadsAsText) {
    const ConversionPlan made = plan(test::golden("vlm/specs", "qwen2_vl"));

    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.vision, VisionChoice::keep);
    EXPECT_THAT(saidWith(Severity::note, made),
                Contains(HasSubstr("the vision part is kept as it is")));
}

TEST_F(VisionPlan, KeepsVisionWhereThereIsNoTextModel) {
    const ConversionPlan made = plan(test::golden("vlm/specs", "paligemma"));

    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.vision, VisionChoice::keep);
    EXPECT_THAT(saidWith(Severity::note, made), Contains(HasSubstr("mlx-lm does not load it")));
}

TEST_F(VisionPlan, DropsVisionWhereKeepingItWouldCostTheTextModelAndSaysSo) {
    Json spec = test::golden("vlm/specs", "lfm2_vl");
    spec["config"]["model_type"] = "lfm2-vl";

    const auto inspection = open(spec);
    const ConversionPlan made = makePlan(inspection, {});

    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.vision, VisionChoice::drop);
    EXPECT_THAT(saidWith(Severity::warning, made),
                Contains(HasSubstr("the result is a text model")));
    EXPECT_THAT(saidWith(Severity::note, made), Contains(HasSubstr("the vision part can be kept")));
    EXPECT_TRUE(makePlan(inspection, keeping()).ok());
    EXPECT_EQ(makePlan(inspection, keeping()).vision, VisionChoice::keep);
}

TEST_F(VisionPlan, DropsVisionWhenToldTo) {
    Recipe recipe;
    recipe.vision = VisionChoice::drop;

    const ConversionPlan made = plan(test::golden("vlm/specs", "qwen2_vl"), recipe);

    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.vision, VisionChoice::drop);
    EXPECT_EQ(Json::parse(made.configJson).contains("vision_config"), false);
    EXPECT_THAT(saidWith(Severity::warning, made),
                Contains(HasSubstr("the result is a text model")));
}

TEST_F(VisionPlan, DroppingVisionWhereThereIsNoTextModelIsOneSentence) {
    Recipe recipe;
    recipe.vision = VisionChoice::drop;

    const ConversionPlan made = plan(test::golden("vlm/specs", "paligemma"), recipe);

    const std::vector<std::string> errors = saidWith(Severity::error, made);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_THAT(errors[0], HasSubstr("with its vision part only"));
}

TEST_F(VisionPlan, KeepingWhatIsNotThereIsOneSentence) {
    const ConversionPlan made = plan(test::golden("specs", "llama"), keeping());

    EXPECT_EQ(saidWith(Severity::error, made),
              std::vector<std::string>{"the model has no vision part to keep"});
}

TEST_F(VisionPlan, KeepingAnUnknownVisionPartIsOneSentence) {
    Json spec = test::golden("specs", "llama");
    spec["config"]["vision_config"] = {{"hidden_size", 64}};

    const ConversionPlan made = plan(spec, keeping());

    const std::vector<std::string> errors = saidWith(Severity::error, made);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_THAT(errors[0], HasSubstr("keeping the vision part of \"llama\""));
}

TEST_F(VisionPlan, TellsWhatBecomesOfLayersThatPredictFurtherTokens) {
    const ConversionPlan made = plan(test::golden("vlm/specs", "glm_ocr"));

    EXPECT_THAT(saidWith(Severity::note, made), Contains(HasSubstr("(MTP) are left out")));
}

/// mlx_vlm/convert.py, mixed_quant_predicate_builder.
TEST_F(VisionPlan, MixedRecipesAreThoseOfMlxVlm) {
    Recipe recipe = keeping();
    recipe.quantize = true;
    recipe.mixed = MixedRecipe::mixed3_6;
    recipe.groupSize = 32;

    const ConversionPlan made = plan(test::golden("vlm/specs", "qwen2_vl"), recipe);

    ASSERT_TRUE(made.ok());
    const Json entries = Json::parse(made.configJson)["quantization"];
    EXPECT_EQ(entries["group_size"], 32);
    const Json low{{"group_size", 64}, {"bits", 3}};
    const Json high{{"group_size", 64}, {"bits", 6}};
    EXPECT_EQ(entries["language_model.model.embed_tokens"], high);
    EXPECT_EQ(entries["language_model.lm_head"], high);
    EXPECT_EQ(entries["language_model.model.layers.1.mlp.down_proj"], high);
    EXPECT_EQ(entries["language_model.model.layers.0.mlp.down_proj"], low);
    EXPECT_FALSE(entries.contains("vision_tower.merger.mlp.0"));
}

TEST_F(VisionPlan, TakesWhatMlxVlmTakesFromGenerationConfig) {
    test::fillSpec(test::golden("vlm/specs", "qwen2_vl"), m_folder.path());
    const Json generation{{"eos_token_id", {1, 2}}, {"temperature", 0.5}, {"max_length", 7}};
    std::ofstream(m_folder.path() / "generation_config.json") << generation;
    auto inspection = inspect(m_folder.path(), *ArchitectureLibrary::builtIn());
    ASSERT_TRUE(inspection.ok());

    const Json config = Json::parse(makePlan(*inspection, keeping()).configJson);

    EXPECT_EQ(config["generation_config"], generation);
    EXPECT_EQ(config["eos_token_id"], generation["eos_token_id"]);
    EXPECT_EQ(config["temperature"], 0.5);
    EXPECT_FALSE(config.contains("max_length"));
    EXPECT_FALSE(config.contains("torch_dtype"));
}

}  // namespace
}  // namespace quince

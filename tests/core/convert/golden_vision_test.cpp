#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>

#include <utility>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

std::shared_ptr<const Inspection> inspected(const Json& spec, const test::TempFolder& folder) {
    test::fillSpec(spec, folder.path() / "source");
    auto inspection = inspect(folder.path() / "source", *ArchitectureLibrary::builtIn());
    EXPECT_TRUE(inspection.ok()) << inspection.error().message;
    return inspection.ok() ? *inspection : nullptr;
}

ConversionPlan planned(const std::shared_ptr<const Inspection>& inspection, Recipe recipe) {
    recipe.vision = VisionChoice::keep;
    ConversionPlan plan = makePlan(inspection, recipe);
    for (const Problem& problem : plan.problems) {
        EXPECT_NE(problem.severity, Severity::error) << problem.message;
    }
    return plan;
}

/// A result of mlx-vlm that mlx-vlm itself does not load, as Quince names it: with the names of
/// the checkpoint, which it does load.
std::string loadable(const std::string& spec, std::string name) {
    if (spec == "minicpmo") {
        for (const auto& [from, to] :
             {std::pair<std::string, std::string>{"language_model.", "llm."},
              {"vision_tower.", "vpm."},
              {"audio_tower.", "apm."}}) {
            if (name.starts_with(from)) {
                name.replace(0, from.size(), to);
            }
        }
    }
    return name;
}

class GoldenVision : public testing::TestWithParam<test::GoldenCase> {};

/// With vision kept every tensor, config.json and the index equal what mlx_vlm.convert wrote.
TEST_P(GoldenVision, EqualsTheRealConverterBitForBit) {
    const auto& [name, variant] = GetParam();
    const Json expected = test::golden("vlm/expected", name)["variants"][variant];
    test::TempFolder folder;
    const auto inspection = inspected(test::golden("vlm/specs", name), folder);
    ASSERT_TRUE(inspection);
    ConversionJob job;
    job.plan = planned(inspection, test::recipeOf(expected["args"]));
    ASSERT_TRUE(job.plan.ok());
    job.layout = layoutOutput(job.plan);
    job.destination = folder.path() / "result";
    job.staging = folder.path() / "staging";
    Progress progress;

    const auto report = convert(job, progress, {});

    ASSERT_TRUE(report.ok()) << report.error().message;
    test::TensorTexts theirs;
    for (const auto& [tensor, text] : test::expectedTexts(expected["tensors"])) {
        theirs[loadable(name, tensor)] = text;
    }
    EXPECT_EQ(test::tensorTexts(job.destination), theirs);
    // LM Studio knows a model that sees by this key, which mlx-vlm writes only when it quantizes.
    Json config = Json::parse(job.plan.configJson);
    EXPECT_TRUE(config.contains("vision_config"));
    if (!expected["config"].contains("vision_config")) {
        config.erase("vision_config");
    }
    EXPECT_EQ(config, expected["config"]);
    EXPECT_EQ(Json::parse(job.layout.indexJson)["metadata"], expected["index_metadata"]);
}

INSTANTIATE_TEST_SUITE_P(RealConverter, GoldenVision, testing::ValuesIn(test::visionGoldenCases()),
                         test::goldenCaseName);

/// Checkpoints that mlx-vlm refuses, or makes something of that does not load with a recipe, and
/// that Quince understands: names as newer tools write them, FP8, int4, the head of a tied model.
TEST(VisionOfMoreCheckpoints, IsKeptWhereTheRealConverterFails) {
    for (const char* name : {"gemma3__newnames", "llava__newnames", "paligemma__newnames",
                             "pixtral__newnames", "qwen2_vl__newnames", "qwen3_vl__tied_lmhead",
                             "qwen3_vl__fp8", "qwen3_5__fp8", "kimi_k25__int4"}) {
        SCOPED_TRACE(name);
        test::TempFolder folder;
        const auto inspection = inspected(test::golden("vlm/specs", name), folder);
        ASSERT_TRUE(inspection);

        EXPECT_TRUE(planned(inspection, {}).ok());
    }
}

}  // namespace
}  // namespace quince

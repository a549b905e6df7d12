#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Checkpoints of which there is no result of the real converter: because none was made, or
/// because it fails although the model could be run ("note" says why). tests/data/goldens/predicted
/// has what must come out, computed by following the code of mlx-lm value by value.
std::vector<std::string> predictedNames() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(QUINCE_TEST_DATA "/goldens/predicted")) {
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string problemsOf(const ConversionPlan& plan) {
    std::string text;
    for (const Problem& problem : plan.problems) {
        text += "\n  " + problem.message;
    }
    return text;
}

class PredictedConvert : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        m_spec = test::golden("predicted", GetParam());
        test::fillSpec(m_spec, m_folder.path() / "source");
        auto inspection = inspect(m_folder.path() / "source", *ArchitectureLibrary::builtIn());
        ASSERT_TRUE(inspection.ok()) << inspection.error().message;
        m_inspection = *inspection;
    }

    Json m_spec;
    test::TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
};

TEST_P(PredictedConvert, EveryTensorIsAsTheCodeOfMlxLmMakesIt) {
    const Json& expected = m_spec["expected"];
    ConversionJob job;
    job.plan = makePlan(m_inspection, {});
    ASSERT_TRUE(job.plan.ok()) << problemsOf(job.plan);
    EXPECT_EQ(Json::parse(job.plan.configJson), expected["config"]);
    job.layout = layoutOutput(job.plan);
    EXPECT_EQ(Json::parse(job.layout.indexJson)["metadata"], expected["index_metadata"]);
    job.destination = m_folder.path() / "result";
    job.staging = m_folder.path() / "staging";
    Progress progress;
    const auto report = convert(job, progress, {});
    ASSERT_TRUE(report.ok()) << report.error().message;

    EXPECT_EQ(test::tensorTexts(job.destination), test::expectedTexts(expected["tensors"]));
}

TEST_P(PredictedConvert, TheSameModulesAreQuantizedAtTheSameBits) {
    Recipe recipe;
    recipe.method = QuantMethod::mlx;
    recipe.quantize = true;
    recipe.bits = 4;
    recipe.groupSize = 32;
    const ConversionPlan plan = makePlan(m_inspection, recipe);
    ASSERT_TRUE(plan.ok()) << problemsOf(plan);

    std::set<std::string> ours;
    for (const OutputTensor& output : plan.outputs) {
        constexpr std::string_view ending = ".scales";
        if (output.name.ends_with(ending)) {
            ours.insert(output.name.substr(0, output.name.size() - ending.size()));
        }
    }
    EXPECT_EQ(ours, m_spec["expected"]["quantized"]["modules"].get<std::set<std::string>>());
    const auto unordered = [](const Json& json) { return nlohmann::json::parse(json.dump()); };
    EXPECT_EQ(unordered(Json::parse(plan.configJson)["quantization"]),
              unordered(m_spec["expected"]["quantized"]["quantization"]));
}

std::string predictedCaseName(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(MlxLm, PredictedConvert, testing::ValuesIn(predictedNames()),
                         predictedCaseName);

}  // namespace
}  // namespace quince

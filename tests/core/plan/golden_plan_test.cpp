#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/plan.hpp>

#include <gtest/gtest.h>

#include <map>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

std::string problemsOf(const ConversionPlan& plan) {
    std::string text;
    for (const Problem& problem : plan.problems) {
        text += "\n  " + problem.message;
    }
    return text;
}

class GoldenPlan : public testing::TestWithParam<test::GoldenCase> {};

/// Names, dtypes, shapes, config.json and the index are known before any weight is read.
TEST_P(GoldenPlan, EqualsWhatTheRealConverterWrote) {
    const auto& [name, variant] = GetParam();
    const Json expected = test::golden("expected", name)["variants"][variant];
    test::TempFolder folder;
    test::fillSpec(test::golden("specs", name), folder.path());

    auto inspection = inspect(folder.path(), *ArchitectureLibrary::builtIn());
    ASSERT_TRUE(inspection.ok()) << inspection.error().message;
    const ConversionPlan plan = makePlan(*inspection, test::recipeOf(expected["args"]));
    ASSERT_TRUE(plan.ok()) << problemsOf(plan);

    std::map<std::string, std::string> ours;
    for (const OutputTensor& output : plan.outputs) {
        ours[output.name] = std::string(traits(output.dtype).name) + shapeText(output.shape);
    }
    std::map<std::string, std::string> theirs;
    for (const auto& [tensor, info] : expected["tensors"].items()) {
        theirs[tensor] = info["dtype"].get<std::string>() + shapeText(info["shape"].get<Shape>());
    }
    EXPECT_EQ(ours, theirs);
    EXPECT_EQ(Json::parse(plan.configJson), expected["config"]);
    EXPECT_EQ(Json::parse(layoutOutput(plan).indexJson)["metadata"], expected["index_metadata"]);
}

TEST(Goldens, AreAllListed) {
    EXPECT_EQ(test::goldenCases(), test::succeededGoldens());
}

INSTANTIATE_TEST_SUITE_P(RealConverter, GoldenPlan, testing::ValuesIn(test::goldenCases()),
                         test::goldenCaseName);

}  // namespace
}  // namespace quince

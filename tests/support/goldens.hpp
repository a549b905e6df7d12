#pragma once

#include <quince/recipe.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace quince::test {

/// One conversion that the real converter made: a file of tests/data/goldens/expected and one of
/// its variants.
struct GoldenCase {
    std::string name;
    std::string variant;

    friend bool operator==(const GoldenCase&, const GoldenCase&) = default;
};

/// Every case in which the real converter succeeded: tests/data/goldens/cases.txt, since a test
/// program asks at each start and reading all goldens takes a second.
std::vector<GoldenCase> goldenCases();

/// Results of mlx_vlm.convert, with vision kept: tests/data/goldens/vlm/cases.txt.
std::vector<GoldenCase> visionGoldenCases();

/// The same as goldenCases() from the goldens themselves.
std::vector<GoldenCase> succeededGoldens();

/// "qwen3_moe__dense_first / q4-g32" as a test name.
std::string goldenCaseName(const testing::TestParamInfo<GoldenCase>& info);

/// The recipe of a golden's "args" (mlx_lm.convert's keyword arguments), which makes text models.
Recipe recipeOf(const nlohmann::ordered_json& args);

/// "dtype[shape]sha256" by name.
using TensorTexts = std::map<std::string, std::string>;

/// Every tensor of the one weights file of a model folder. Fails the test if it cannot be read.
TensorTexts tensorTexts(const std::filesystem::path& folder);
/// The same of a golden's "tensors".
TensorTexts expectedTexts(const nlohmann::ordered_json& tensors);

void PrintTo(const GoldenCase& golden, std::ostream* out);

}  // namespace quince::test

#pragma once

#include <quince/recipe.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace quince::test {

/// One conversion that the real converter made: a file of tests/data/goldens/expected and one of
/// its variants.
struct GoldenCase {
    std::string name;
    std::string variant;
};

/// Every case in which the real converter succeeded.
std::vector<GoldenCase> goldenCases();

/// "qwen3_moe__dense_first / q4-g32" as a test name.
std::string goldenCaseName(const testing::TestParamInfo<GoldenCase>& info);

/// The recipe of a golden's "args" (mlx_lm.convert's keyword arguments).
Recipe recipeOf(const nlohmann::ordered_json& args);

void PrintTo(const GoldenCase& golden, std::ostream* out);

}  // namespace quince::test

#include "core/model/built_in_architectures.hpp"

#include <quince/architecture.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quince {
namespace {

using testing::ElementsAre;

/// "line: reason" of each mistake.
std::vector<std::string> mistakesOf(std::string_view text) {
    std::vector<std::string> result;
    for (const FileMistake& mistake : checkArchitectureFile(text)) {
        result.push_back(std::to_string(mistake.line) + ": " + mistake.reason);
    }
    return result;
}

TEST(ArchitectureFileCheck, FindsNothingWrongWithTheCompiledInFiles) {
    for (const auto& [name, text] : builtInArchitectures()) {
        EXPECT_THAT(mistakesOf(text), ElementsAre()) << name;
    }
}

TEST(ArchitectureFileCheck, NamesTheLineThatIsNotJson) {
    EXPECT_THAT(mistakesOf("{\n  \"model_types\": [\"pear\"],\n  oops\n}"),
                ElementsAre("3: this is not JSON"));
    EXPECT_THAT(mistakesOf(""), ElementsAre("1: this is not JSON"));
}

TEST(ArchitectureFileCheck, GuessesWhatAMisspeltNameMeans) {
    EXPECT_THAT(mistakesOf(R"({
  "model_types": ["pear"],
  "rules": [
    {"op": "drop",
     "contain": "x"},
    {"op": "tranpose", "from": "a"}
  ],
  "moduls": []
})"),
                ElementsAre(testing::HasSubstr("5: there is no key \"contain\" here; did you mean "
                                               "\"contains\"?"),
                            testing::AllOf(testing::StartsWith("6: \"tranpose\" is none of"),
                                           testing::HasSubstr("did you mean \"transpose\"?")),
                            testing::HasSubstr("8: there is no key \"moduls\"")));
}

TEST(ArchitectureFileCheck, ReadsEveryExpression) {
    EXPECT_THAT(mistakesOf(R"~({
  "model_types": ["pear"],
  "modules": [{"each": "l", "in": "layers -", "under": "layers.{l +}", "modules": [
    {"linear": "up", "shape": ["size", "2 * * size"]}]}],
  "cache": [{"per_token": ")"}]
})~"),
                ElementsAre(testing::StartsWith("3: expression \"layers -\", column"),
                            testing::StartsWith("3: expression \"l +\", column"),
                            testing::StartsWith("4: expression \"2 * * size\", column"),
                            testing::StartsWith("5: expression \")\", column")));
}

TEST(ArchitectureFileCheck, SaysWhatAModuleNeeds) {
    EXPECT_THAT(mistakesOf(R"({
  "model_types": ["pear"],
  "modules": [
    {"linear": "up"},
    {"shape": [1]},
    7
  ]
})"),
                ElementsAre(testing::StartsWith("4: it needs one of these"),
                            testing::StartsWith("5: it needs one of these"),
                            testing::StartsWith("6: 7 is not")));
}

TEST(ArchitectureFileCheck, WantsTheModelTypes) {
    EXPECT_THAT(mistakesOf("{}"), ElementsAre("1: it lacks \"model_types\""));
    EXPECT_THAT(mistakesOf(R"({"model_types": "pear"})"),
                ElementsAre("1: \"pear\" is not of type array"));
}

TEST(ArchitectureFileCheck, SurvivesAbsurdNesting) {
    const std::string deep = R"({"model_types": [], "modules": )" + std::string(5000, '[') +
                             std::string(5000, ']') + "}";

    EXPECT_FALSE(mistakesOf(deep).empty());
}

}  // namespace
}  // namespace quince

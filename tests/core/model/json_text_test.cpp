#include "core/model/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace quince {
namespace {

std::string problemOf(std::string_view text) {
    const Result<Json> json = parseJson(text, "config.json");
    return json ? "none" : json.error().message;
}

TEST(ParseJson, KeepsTheOrderOfKeysAndTheLastOfTwoValues) {
    const Result<Json> json = parseJson(R"({"b": 1, "a": 2, "b": 3})", "config.json");

    ASSERT_TRUE(json.ok()) << json.error().message;
    EXPECT_EQ(json->dump(), R"({"b":3,"a":2})");
}

TEST(ParseJson, TakesPythonsNumbersButNotInsideStrings) {
    const Result<Json> json =
        parseJson(R"({"a": [NaN, Infinity, -Infinity, -1], "NaN": "\"-Infinity"})", "config.json");

    ASSERT_TRUE(json.ok()) << json.error().message;
    EXPECT_EQ(pythonDump(*json, 0),
              "{\n\"a\": [\nnull,\n1.7976931348623157e+308,\n-1.7976931348623157e+308,\n-1\n],\n"
              "\"NaN\": \"\\\"-Infinity\"\n}");
}

TEST(ParseJson, TakesAByteOrderMark) {
    EXPECT_TRUE(parseJson("\xEF\xBB\xBF{}", "config.json").ok());
}

TEST(ParseJson, ErrorsGiveLineAndColumn) {
    EXPECT_EQ(problemOf("{\"a\": 1,\n  \"b\": x}"),
              "config.json is not valid JSON: line 2, column 8: this cannot stand here");
    EXPECT_EQ(problemOf("{\"a\": 1,\n \"b\": [NaN, NaN, x]}"),
              "config.json is not valid JSON: line 2, column 18: this cannot stand here");
    EXPECT_EQ(problemOf("{\"a\": 1"),
              "config.json is not valid JSON: line 1, column 8: the text ends too early");
    EXPECT_EQ(problemOf(""),
              "config.json is not valid JSON: line 1, column 1: the text ends too early");
    EXPECT_EQ(problemOf("{\"a"),
              "config.json is not valid JSON: line 1, column 4: the text ends too early");
    EXPECT_EQ(problemOf("{} {}"),
              "config.json is not valid JSON: line 1, column 4: this cannot stand here");
}

TEST(ParseJson, RefusesWhatIsTooDeepTooWideOrTooLarge) {
    const std::string levels(100, '[');
    EXPECT_TRUE(parseJson(levels + std::string(100, ']'), "config.json").ok());
    EXPECT_EQ(problemOf("[" + levels),
              "config.json is not valid JSON: line 1, column 101: it is nested deeper than 100 "
              "levels");
    std::string wide = "{";
    for (int i = 0; i <= 20'000; ++i) {
        wide += "\"" + std::to_string(i) + "\":1,";
    }
    EXPECT_NE(problemOf(wide).find("an object has more than 20000 keys"), std::string::npos);
    EXPECT_EQ(problemOf("[1e999]"), "config.json holds a number that is too large");
}

// Every expectation below was printed by Python 3's json.dumps(value, indent=4).
TEST(PythonDump, WritesWhatPythonWrites) {
    const Result<Json> json = parseJson(
        R"({"b": 1, "t": "\u00e9\ud83d\ude00\u007f\u001f\"\\\n\r\t\f\b/", "e": [], "o": {},)"
        R"( "n": null, "f": false, "x": {"y": [[true]]}})",
        "x");
    ASSERT_TRUE(json.ok()) << json.error().message;

    EXPECT_EQ(pythonDump(*json), R"({
    "b": 1,
    "t": "\u00e9\ud83d\ude00\u007f\u001f\"\\\n\r\t\f\b/",
    "e": [],
    "o": {},
    "n": null,
    "f": false,
    "x": {
        "y": [
            [
                true
            ]
        ]
    }
})");
}

TEST(PythonDump, WritesFloatsAsReprDoes) {
    const std::pair<double, const char*> rows[] = {
        {1e-05, "1e-05"},
        {0.0001, "0.0001"},
        {0.1, "0.1"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {10000.0, "10000.0"},
        {1e6, "1000000.0"},
        {123456789012345.6, "123456789012345.6"},
        {9999999999999998.0, "9999999999999998.0"},
        {1e16, "1e+16"},
        {1.5e16, "1.5e+16"},
        {1e22, "1e+22"},
        {1e100, "1e+100"},
        {5e-324, "5e-324"},
        {1e-06, "1e-06"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {5.684341886080802e-14, "5.684341886080802e-14"},
    };
    for (const auto& [value, text] : rows) {
        EXPECT_EQ(pythonDump(Json(value)), text);
    }
}

TEST(PythonDump, WritesWholeNumbersAsTheyAre) {
    EXPECT_EQ(pythonDump(Json(-7)), "-7");
    EXPECT_EQ(pythonDump(Json(18446744073709551615U)), "18446744073709551615");
}

}  // namespace
}  // namespace quince

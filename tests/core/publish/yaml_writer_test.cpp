#include "core/publish/yaml_writer.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace quince {
namespace {

TEST(YamlWriter, LeavesPlainWordsPlain) {
    for (const char* word : {"mlx", "apache-2.0", "Qwen/Qwen3-8B", "text-generation", "a_b"}) {
        EXPECT_EQ(yamlScalar(word), word);
    }
}

TEST(YamlWriter, QuotesWhatAReaderCouldTakeForSomethingElse) {
    for (const char* word :
         {"no",   "No",         "ON",   "y",   "null", "true", "1",   "1e3", "0x1F",
          "4bit", "2024-01-01", ".inf", "nan", "-",    "---",  "...", "",    "a b",
          "a: b", "#x",         "~",    "[a]", "a,b",  "*a",   "!x",  "@x",  "1.5"}) {
        EXPECT_EQ(yamlScalar(word), "\"" + std::string(word) + "\"");
    }
}

TEST(YamlWriter, IsReadBackAsWritten) {
    for (const std::string& text :
         {std::string("a\"b\\c"), std::string("line\nbreak\ttab\r"), std::string("\x01\x7f"),
          std::string("\xC2\x85\xE2\x80\xA8\xE2\x80\xA9"),
          std::string("\xE6\xA8\xA1 \xF0\x9F\x8D\x90"), std::string("---\nevil: true\n---"),
          std::string("key: [a, b]")}) {
        const YAML::Node node = YAML::Load(yamlLine("k", text) + yamlList("l", {text, "x"}));

        EXPECT_EQ(node["k"].as<std::string>(), text);
        EXPECT_EQ(node["l"][0].as<std::string>(), text);
    }
}

TEST(YamlWriter, ReplacesBytesThatAreNotText) {
    EXPECT_EQ(yamlScalar("a\xFF"), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace quince

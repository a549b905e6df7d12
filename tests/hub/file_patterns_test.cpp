#include "hub/file_patterns.hpp"

#include <gtest/gtest.h>

namespace {

// Expected: fnmatch.fnmatchcase of Python 3.11.
TEST(FilePatterns, MatchAsPythonsFnmatch) {
    const struct {
        const char* path;
        const char* pattern;
        bool matches;
    } cases[] = {
        {"a/b/c.json", "*.json", true},
        {"a.json", "?.json", true},
        {"ü.json", "?.json", true},
        {"model.safetensors", "model*.safetensors", true},
        {"x/model.safetensors", "model*.safetensors", false},
        {"abc", "a[bc]c", true},
        {"abc", "a[!bc]c", false},
        {"a-c", "a[a-]c", true},
        {"a]c", "a[]]c", true},
        {"a[c", "a[c", true},
        {"", "", true},
        {"", "*", true},
        {"abcabd", "*ab?d", false},
        {"README.MD", "README.md", false},
        {"m5", "m[0-9]", true},
        {"mx", "m[0-9]", false},
        {"a^b", "a[^]b", true},
        {"LICENSE", "LICENSE*", true},
        {"aXb", "a*b*c", false},
        {"a!b", "a[!]b", false},
    };

    for (const auto& each : cases) {
        EXPECT_EQ(hub::matchesPattern(each.path, each.pattern), each.matches)
            << each.path << " / " << each.pattern;
    }
}

TEST(FilePatterns, AFolderMeansAllThatIsInIt) {
    EXPECT_TRUE(hub::matchesPattern("onnx/a/b", "onnx/"));
    EXPECT_FALSE(hub::matchesPattern("onnx", "onnx/"));
}

TEST(FilePatterns, DoNotTakeForeverOnManyStars) {
    const std::string path(2000, 'a');

    EXPECT_FALSE(hub::matchesPattern(path, "*a*a*a*a*a*a*a*a*a*b"));
}

TEST(FilePatterns, TakeOfTheWeightsThoseThatAreKnownToBeTheModels) {
    hub::FilePatterns patterns = hub::conversionPatterns();
    patterns.weights = {"consolidated.00.safetensors"};

    EXPECT_TRUE(patterns.select("consolidated.00.safetensors"));
    EXPECT_FALSE(patterns.select("model.safetensors"));
    EXPECT_TRUE(patterns.select("config.json"));
    EXPECT_FALSE(patterns.select("pytorch_model.bin"));
}

TEST(FilePatterns, TakeWhatAConversionNeeds) {
    const hub::FilePatterns patterns = hub::conversionPatterns();

    for (const char* path :
         {"config.json", "model-00001-of-00002.safetensors", "model.safetensors.index.json",
          "tokenizer.model", "qwen.tiktoken", "merges.txt", "chat_template.jinja", "modeling_x.py",
          "README.md", "LICENSE", "LICENSE.txt", "NOTICE", "USE_POLICY.md",
          "additional_chat_templates/tool_use.jinja"}) {
        EXPECT_TRUE(patterns.select(path)) << path;
    }
    for (const char* path :
         {"consolidated.safetensors", "consolidated.00.pth", "original/params.json",
          "onnx/config.json", "pytorch_model.bin", "model.gguf", "tf_model.h5",
          "flax_model.msgpack", ".gitattributes", "picture.png"}) {
        EXPECT_FALSE(patterns.select(path)) << path;
    }
}

}  // namespace

#include "core/tokenizer/tokenizer.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace quince::test {
namespace {

using nlohmann::json;

const std::string folder = QUINCE_TEST_DATA "/tokenizer/";

/// tests/data/tokenizer: cases.json, with ids that the real library gave for text.txt.
const json& data() {
    static const json parsed = json::parse(contentOf(folder + "cases.json"));
    return parsed;
}

std::vector<std::string> caseNames() {
    std::vector<std::string> names;
    for (const auto& entry : data()["cases"].items()) {
        names.push_back(entry.key());
    }
    return names;
}

json tokenizerJson(const std::string& name) {
    json made = data()["cases"][name];
    json model = data()["models"][made["model"].get<std::string>()];
    model["type"] = "BPE";
    for (const char* key : {"unk_token", "fuse_unk", "byte_fallback", "ignore_merges"}) {
        model[key] = made.value(key, json());
    }
    made["model"] = model;
    return made;
}

Result<Tokenizer> open(const json& made) {
    const TempFolder temp;
    return Tokenizer::open(temp.write("tokenizer.json", made.dump()));
}

/// A long list is printed only in part.
std::string firstApart(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    const auto [inA, inB] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    std::string text = std::to_string(inA - a.begin()) + ":";
    for (auto at = inA; at != a.end() && at < inA + 8; ++at) {
        text += " " + std::to_string(*at);
    }
    text += " not";
    for (auto at = inB; at != b.end() && at < inB + 8; ++at) {
        text += " " + std::to_string(*at);
    }
    return text;
}

class RealTokenizer : public testing::TestWithParam<std::string> {};

TEST_P(RealTokenizer, GivesTheSameIds) {
    const json made = tokenizerJson(GetParam());
    const std::string text = contentOf(folder + "text.txt");

    const Result<Tokenizer> tokenizer = open(made);
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;
    const auto ids = tokenizer->encode(text, {});

    ASSERT_TRUE(ids.ok()) << ids.error().message;
    const auto expected = made["ids"].get<std::vector<std::uint32_t>>();
    EXPECT_EQ(*ids, expected) << "apart from " << firstApart(*ids, expected) << " on";
    const std::span<const std::uint32_t> prefix = tokenizer->prefix();
    EXPECT_EQ(std::vector(prefix.begin(), prefix.end()),
              made["prefix"].get<std::vector<std::uint32_t>>());
}

INSTANTIATE_TEST_SUITE_P(All, RealTokenizer, testing::ValuesIn(caseNames()),
                         [](const auto& test) { return test.param; });

TEST(Tokenizer, OfTheSampleGivesBytes) {
    const Result<Tokenizer> tokenizer =
        Tokenizer::open(QUINCE_RESOURCES "/sample/Quince-Sample/tokenizer.json");
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;
    std::string text = "a\n\xC3\xA9";

    const auto ids = tokenizer->encode(text, {});

    ASSERT_TRUE(ids.ok());
    EXPECT_EQ(*ids, (std::vector<std::uint32_t>{'a', '\n', 0xC3, 0xA9}));
    EXPECT_TRUE(tokenizer->prefix().empty());
}

TEST(Tokenizer, EncodesOneLongWordQuickly) {
    json made = tokenizerJson("llama2");
    const Result<Tokenizer> tokenizer = open(made);
    ASSERT_TRUE(tokenizer.ok());

    const auto ids = tokenizer->encode(std::string(300'000, 'x'), {});  // quadratic: minutes

    ASSERT_TRUE(ids.ok());
    EXPECT_GT(ids->size(), 100'000U);
}

TEST(Tokenizer, StopsWhenAsked) {
    StopSource stop;
    stop.requestStop();
    const Result<Tokenizer> tokenizer = open(tokenizerJson("gpt2"));
    ASSERT_TRUE(tokenizer.ok());

    const auto ids = tokenizer->encode("some words", stop.token());

    ASSERT_FALSE(ids.ok());
    EXPECT_EQ(ids.error().code, ErrorCode::stopped);
}

/// What replaces a part of the "llama3" case, and what the refusal says.
struct Refused {
    const char* part;
    const char* value;
    ErrorCode code;
    const char* says;
};

class RefusedTokenizer : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTokenizer, IsToldInOneSentence) {
    json made = tokenizerJson("llama3");
    made[json::json_pointer(GetParam().part)] = json::parse(GetParam().value);

    const Result<Tokenizer> tokenizer = open(made);

    ASSERT_FALSE(tokenizer.ok());
    EXPECT_EQ(tokenizer.error().code, GetParam().code);
    EXPECT_NE(tokenizer.error().message.find(GetParam().says), std::string::npos)
        << tokenizer.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedTokenizer,
    testing::Values(
        Refused{"/model/type", R"("Unigram")", ErrorCode::unsupported, "model \"Unigram\""},
        Refused{"/model/continuing_subword_prefix", R"("##")", ErrorCode::unsupported, "prefixes"},
        Refused{"/model/dropout", "0.1", ErrorCode::unsupported, "dropout"},
        Refused{"/model/merges", R"(["a b c"])", ErrorCode::malformed, "merges"},
        Refused{"/model/merges", R"(["no ne"])", ErrorCode::malformed, "\"no\" and \"ne\""},
        Refused{"/model/vocab/!", "-1", ErrorCode::malformed, "vocabulary"},
        Refused{"/normalizer", R"({"type": "BertNormalizer"})", ErrorCode::unsupported,
                "normalizer \"BertNormalizer\""},
        Refused{"/normalizer", R"({"type": "Replace", "content": ""})", ErrorCode::malformed,
                "Replace"},
        Refused{"/pre_tokenizer", R"({"type": "UnicodeScripts"})", ErrorCode::unsupported,
                "pre_tokenizer \"UnicodeScripts\""},
        Refused{"/pre_tokenizer",
                R"({"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"})",
                ErrorCode::unsupported, "regular expression (a"},
        Refused{"/pre_tokenizer",
                R"({"type": "Split", "pattern": {"Regex": "\\bx"}, "behavior": "Isolated"})",
                ErrorCode::unsupported, "regular expression \\bx"},
        Refused{"/pre_tokenizer",
                R"({"type": "Split", "pattern": {"Regex": "[a[b]]"}, "behavior": "Isolated"})",
                ErrorCode::unsupported, "regular expression [a[b]]"},
        Refused{"/pre_tokenizer",
                R"({"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Other"})",
                ErrorCode::unsupported, "\"Other\""},
        Refused{"/post_processor", R"({"type": "BertProcessing"})", ErrorCode::unsupported,
                "post_processor \"BertProcessing\""},
        Refused{"/post_processor",
                R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}]})",
                ErrorCode::malformed, "post_processor"},
        Refused{"/added_tokens/0/single_word", "true", ErrorCode::unsupported, "single_word"},
        Refused{"/added_tokens/0/id", R"("x")", ErrorCode::malformed, "added_tokens"}));

TEST(Tokenizer, RefusesWhatIsNoJson) {
    const TempFolder temp;

    const auto tokenizer = Tokenizer::open(temp.write("tokenizer.json", "{\"model\": "));

    ASSERT_FALSE(tokenizer.ok());
    EXPECT_EQ(tokenizer.error().code, ErrorCode::malformed);
}

TEST(Tokenizer, EndsASearchThatTakesTooLong) {
    json made = tokenizerJson("llama3");
    made["pre_tokenizer"] = {{"type", "Split"},
                             {"pattern", {{"Regex", "(?:(?:x+)+)+y"}}},
                             {"behavior", "Isolated"},
                             {"invert", false}};
    const Result<Tokenizer> tokenizer = open(made);
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;

    const auto ids = tokenizer->encode(std::string(60, 'x') + "z y", {});

    ASSERT_FALSE(ids.ok());
    EXPECT_EQ(ids.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace quince::test

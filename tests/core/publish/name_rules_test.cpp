#include <quince/lm_studio.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

TEST(NameRules, AcceptOrdinaryAndForeignNames) {
    std::string longest;
    for (int i = 0; i < 100; ++i) {
        longest += "\xC3\xA9";  // 100 characters in 200 bytes
    }
    for (const std::string& name : {std::string("Qwen3-8B-MLX-4bit"), std::string("a.b_c d"),
                                    std::string("\xE6\xA8\xA1\xE5\x9E\x8B"), std::string("console"),
                                    std::string("COM10"), longest}) {
        EXPECT_TRUE(validateModelName(name).ok()) << name;
        EXPECT_TRUE(validatePublisherName(name).ok()) << name;
    }
}

TEST(NameRules, RefuseEachForbiddenThing) {
    for (const char c : std::string_view("/<>:\"\\|?*\n\t\x7f")) {
        EXPECT_FALSE(validateModelName(std::string("a") + c + "b").ok()) << c;
    }
    for (const std::string& name :
         {std::string(), std::string("."), std::string(".."), std::string(".a"), std::string("a."),
          std::string(" a"), std::string("a "), std::string("CON"), std::string("nul.txt"),
          std::string("Com1"), std::string(101, 'x'), std::string("a\xFF"),
          std::string("a\0b", 3)}) {
        EXPECT_FALSE(validateModelName(name).ok()) << name;
    }
}

TEST(NameRules, SayWhatIsWrongInASentence) {
    EXPECT_EQ(validateModelName("a:b").error().message, "The name of the model must not contain :");
    EXPECT_EQ(validatePublisherName(std::string(101, 'x')).error().message,
              "The name of the publisher has 101 characters; LM Studio takes at most 100");
    EXPECT_EQ(validatePublisherName("").error().message, "The publisher needs a name");
}

}  // namespace
}  // namespace quince

#include "core/publish/front_matter.hpp"

#include <gtest/gtest.h>

namespace quince {
namespace {

using Values = std::vector<std::string>;

TEST(FrontMatter, ReadsStringsAndListsAndPassesOverTheRest) {
    const FrontMatter matter = readFrontMatter(
        "\xEF\xBB\xBF---\r\nlicense: mit\r\nlanguage:\r\n- en\r\n- no\r\ntags: [a, b]\r\n"
        "deep:\r\n  x: {y: 1}\r\nempty:\r\nmixed: [a, [b], {c: d}]\r\n---\r\n# Title\r\nlicense: "
        "x\r\n");

    EXPECT_EQ(matter.problem, "");
    EXPECT_EQ(matter.first("license"), "mit");
    EXPECT_EQ(*matter.find("language"), (Values{"en", "no"}));
    EXPECT_EQ(*matter.find("tags"), (Values{"a", "b"}));
    EXPECT_EQ(*matter.find("mixed"), Values{"a"});
    EXPECT_EQ(matter.find("deep"), nullptr);
    EXPECT_EQ(matter.find("empty"), nullptr);
}

TEST(FrontMatter, IsAbsentWithoutComplaint) {
    for (const char* text :
         {"", "# Title", "\n---\na: b\n---\n", "---\na: b\n", "--- a\n", "---"}) {
        EXPECT_TRUE(readFrontMatter(text).values.empty()) << text;
        EXPECT_EQ(readFrontMatter(text).problem, "") << text;
    }
}

TEST(FrontMatter, SaysWhenItCannotBeRead) {
    for (const std::string& yaml :
         {std::string("a: b: c"), std::string("a: [b"), std::string("- a\n- b"),
          std::string("text"), std::string("a: \"\\q\""), std::string("a: *unknown"),
          std::string("\tx: y"), std::string("a: ") + std::string(100'000, '['),
          std::string(4000, '{')}) {
        const FrontMatter matter = readFrontMatter("---\n" + yaml + "\n---\n");

        EXPECT_TRUE(matter.values.empty()) << yaml.substr(0, 40);
        EXPECT_FALSE(matter.problem.empty()) << yaml.substr(0, 40);
    }
}

TEST(FrontMatter, IsNotBlownUpByAliases) {
    std::string yaml = "a0: &a0 [x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string last = std::to_string(i - 1);
        yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + last + ", *a" +
                last + "]\n";
    }

    EXPECT_EQ(readFrontMatter("---\n" + yaml + "license: mit\n---\n").first("license"), "mit");
}

}  // namespace
}  // namespace quince

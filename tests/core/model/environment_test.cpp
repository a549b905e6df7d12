#include <quince/environment.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

TEST(Environment, CountsAnEmptyVariableAsNotSet) {
    const Environment environment{{{"A", ""}, {"B", "x"}}, "/home/ada"};

    EXPECT_FALSE(environment.get("A"));
    EXPECT_EQ(environment.get("B"), "x");
    EXPECT_FALSE(environment.get("C"));
}

TEST(Environment, ReadsSwitchesAsHuggingFaceDoes) {
    const Environment environment{
        {{"A", "yes"}, {"B", "true"}, {"C", "1"}, {"D", "2"}, {"E", "oN"}}, "/home/ada"};

    EXPECT_TRUE(environment.isTrue("A"));
    EXPECT_TRUE(environment.isTrue("B"));
    EXPECT_TRUE(environment.isTrue("C"));
    EXPECT_FALSE(environment.isTrue("D"));
    EXPECT_TRUE(environment.isTrue("E"));
    EXPECT_FALSE(environment.isTrue("F"));
}

TEST(Environment, ExpandsHomeAndVariablesAndLeavesTheUnknownAlone) {
    const Environment environment{{{"DATA", "/data"}}, "/home/ada"};

    EXPECT_EQ(environment.expand("~"), "/home/ada");
    EXPECT_EQ(environment.expand("~/models"), "/home/ada/models");
    EXPECT_EQ(environment.expand("$DATA/hub"), "/data/hub");
    EXPECT_EQ(environment.expand("${DATA}s/hub"), "/datas/hub");
    EXPECT_EQ(environment.expand("~bob/$NOPE/${NOPE}/${DATA"), "~bob/$NOPE/${NOPE}/${DATA");
    EXPECT_EQ(environment.expand("/a~/$"), "/a~/$");
}

}  // namespace
}  // namespace quince

#include "core/model/expression.hpp"

#include <gtest/gtest.h>

#include <map>

namespace quince {
namespace {

class Names : public ExpressionContext {
public:
    Result<std::optional<Json>> lookUp(const std::string& name) const override {
        const auto found = values.find(name);
        return found == values.end() ? std::optional<Json>() : std::optional<Json>(found->second);
    }
    bool isGiven(const std::string& key) const override { return key == "layers"; }
    bool hasTensor(const std::string& name) const override { return name == "lm_head.weight"; }
    bool anyTensorContains(std::string_view text) const override { return text == "experts"; }
    std::optional<Shape> tensorShape(const std::string& name) const override {
        return name == "lm_head.weight" ? std::optional<Shape>({256, 64}) : std::nullopt;
    }

    std::map<std::string, Json> values{
        {"heads", 8},
        {"size", 512},
        {"kinds", Json::array({"full", "sliding"})},
        {"nothing", nullptr},
        {"rope", Json{{"type", "yarn"}, {"factor", 2.5}}},
        {"pattern", "LLG"},
    };
};

Json valueOf(const std::string& text) {
    Result<Expression> expression = Expression::parse(text);
    EXPECT_TRUE(expression.ok()) << text << ": " << expression.error().message;
    Result<Json> value = expression->evaluate(Names());
    EXPECT_TRUE(value.ok()) << text << ": " << value.error().message;
    return value.ok() ? *value : Json("error");
}

std::string mistakeOf(const std::string& text) {
    Result<Expression> expression = Expression::parse(text);
    if (!expression.ok()) {
        return expression.error().message;
    }
    Result<Json> value = expression->evaluate(Names());
    return value.ok() ? "" : value.error().message;
}

TEST(Expression, ComputesAsPythonDoes) {
    EXPECT_EQ(valueOf("2 + 3 * 4 - 1"), 13);
    EXPECT_EQ(valueOf("(2 + 3) * 4"), 20);
    EXPECT_EQ(valueOf("7 // 2"), 3);
    EXPECT_EQ(valueOf("-7 // 2"), -4);
    EXPECT_EQ(valueOf("-7 % 3"), 2);
    EXPECT_EQ(valueOf("7 / 2"), 3.5);
    EXPECT_EQ(valueOf("2 * rope.factor"), 5.0);
    EXPECT_EQ(valueOf("10 - 4 - 3"), 3);
    EXPECT_EQ(valueOf("int(2.9) + int(-2.9)"), 0);
    EXPECT_EQ(valueOf("round(1.23456789, 6)"), 1.234568);
    EXPECT_EQ(valueOf("multiple(257, 256)"), 512);
    EXPECT_EQ(valueOf("(',' + text(heads) + ',') in ',1,8,'"), true);
    EXPECT_EQ(valueOf("size // heads"), 64);
}

TEST(Expression, GivesTheDecidingOperandOfOrAndAnd) {
    EXPECT_EQ(valueOf("nothing or size"), 512);
    EXPECT_EQ(valueOf("0 or 'a'"), "a");
    EXPECT_EQ(valueOf("heads and nothing"), nullptr);
    EXPECT_EQ(valueOf("not nothing and not false"), true);
    EXPECT_EQ(valueOf("not heads == 8"), false);
    EXPECT_EQ(valueOf("default(nothing, 5)"), 5);
}

TEST(Expression, DoesNotEvaluateTheBranchThatIsNotTaken) {
    EXPECT_EQ(valueOf("1 if heads else absent"), 1);
    EXPECT_EQ(valueOf("heads or absent"), 8);
    EXPECT_EQ(valueOf("2 if heads > 8 else 3 if heads == 8 else 4"), 3);
}

TEST(Expression, LooksIntoObjectsListsAndTexts) {
    EXPECT_EQ(valueOf("kinds[1]"), "sliding");
    EXPECT_EQ(valueOf("kinds[-1]"), "sliding");
    EXPECT_EQ(valueOf("pattern[2] == 'G'"), true);
    EXPECT_EQ(valueOf("rope.type"), "yarn");
    EXPECT_EQ(valueOf("rope.missing.deeper"), nullptr);
    EXPECT_EQ(valueOf("nothing.deeper"), nullptr);
    EXPECT_EQ(valueOf("'full' in kinds"), true);
    EXPECT_EQ(valueOf("'other' not in kinds"), true);
    EXPECT_EQ(valueOf("'type' in rope"), true);
    EXPECT_EQ(valueOf("len(kinds) + len([1, 2, 3])"), 5);
    EXPECT_EQ(valueOf("max([3, 9, 2])"), 9);
    EXPECT_EQ(valueOf("min(3, 2)"), 2);
}

TEST(Expression, SeesTheTensors) {
    EXPECT_EQ(valueOf("has('lm_head.weight')"), true);
    EXPECT_EQ(valueOf("has('other')"), false);
    EXPECT_EQ(valueOf("given('layers')"), true);
    EXPECT_EQ(valueOf("given('other')"), false);
    EXPECT_EQ(valueOf("any('experts')"), true);
    EXPECT_EQ(valueOf("dims('lm_head.weight')[0]"), 256);
    EXPECT_EQ(valueOf("dims('other')"), nullptr);
}

TEST(Expression, NamesTheKeyThatConfigLacks) {
    EXPECT_EQ(
        mistakeOf("heads * absent"),
        "config.json lacks \"absent\", which this architecture needs (in \"heads * absent\")");
}

TEST(Expression, RefusesWhatHasNoValue) {
    EXPECT_NE(mistakeOf("1 // 0"), "");
    EXPECT_NE(mistakeOf("1 % (heads - 8)"), "");
    EXPECT_NE(mistakeOf("kinds[2]"), "");
    EXPECT_NE(mistakeOf("kinds + 1"), "");
    EXPECT_NE(mistakeOf("9223372036854775807 + 1"), "");
    EXPECT_NE(mistakeOf("9223372036854775807 * 2"), "");
    EXPECT_NE(mistakeOf("(0 - 9223372036854775807 - 1) // -1"), "");
    EXPECT_NE(mistakeOf("kinds * 1000000"), "");
    EXPECT_NE(mistakeOf("int(1e300)"), "");
    EXPECT_NE(mistakeOf("max([])"), "");
}

TEST(Expression, SaysTheColumnOfASyntaxError) {
    EXPECT_EQ(mistakeOf("heads + * 2"),
              "expression \"heads + * 2\", column 9: '*' is not expected");
    EXPECT_NE(mistakeOf("(heads"), "");
    EXPECT_NE(mistakeOf("'open"), "");
    EXPECT_NE(mistakeOf("1x"), "");
    EXPECT_NE(mistakeOf(""), "");
    EXPECT_NE(mistakeOf("heads."), "");
    EXPECT_NE(mistakeOf("unknown(1)"), "");
    EXPECT_NE(mistakeOf("1 if 2"), "");
}

TEST(Expression, RefusesNestingThatWouldExhaustTheStack) {
    EXPECT_NE(mistakeOf(std::string(100'000, '(') + "1"), "");
    std::string negations;
    for (int i = 0; i < 10'000; ++i) {
        negations += "not ";
    }
    EXPECT_NE(mistakeOf(negations + "1"), "");
}

}  // namespace
}  // namespace quince

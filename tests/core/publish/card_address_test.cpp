#include <quince/model_card.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quince {
namespace {

using testing::HasSubstr;
using testing::Not;

ModelCardInput madeFor(const char* publisher, const char* name) {
    ModelCardInput input;
    input.publisher = publisher;
    input.name = name;
    input.sourceReadme = "---\nlicense: mit\n---\n";
    input.quinceVersion = "0.1.0";
    input.sourceRepo = "org/tiny";
    return input;
}

std::string cardOf(const ModelCardInput& input) {
    return makeModelCard(input).text;
}

TEST(CardForRepo, SendsReadersToThatRepoAndToNoOther) {
    const std::string text =
        cardForRepo(cardOf(madeFor("org", "tiny-MLX-4bit")), "alice/tiny-MLX-4bit");

    EXPECT_THAT(text, HasSubstr("\n# alice/tiny-MLX-4bit\n"));
    EXPECT_THAT(text, HasSubstr("search for `alice/tiny-MLX-4bit`"));
    EXPECT_THAT(text, HasSubstr("mlx_lm.generate --model alice/tiny-MLX-4bit --prompt"));
    EXPECT_THAT(text, Not(HasSubstr("org/tiny-MLX-4bit")));
    EXPECT_THAT(text, HasSubstr("base_model: org/tiny\n"));
}

TEST(CardForRepo, FillsInAPublisherThatWasNotKnown) {
    for (const char* name : {"result", "my out", "it's `mine`"}) {
        const std::string text = cardForRepo(cardOf(madeFor("", name)), "alice/Tiny");

        EXPECT_THAT(text, HasSubstr("\n# alice/Tiny\n")) << name;
        EXPECT_THAT(text, HasSubstr("--model alice/Tiny --prompt"));
        EXPECT_THAT(text, Not(HasSubstr("<publisher>")));
        EXPECT_THAT(text, Not(HasSubstr("in the folder that holds this one")));
    }
}

TEST(CardForRepo, IsTheSameByWhateverWayItCame) {
    ModelCardInput input = madeFor("org", "tiny");
    input.seesImages = true;
    const std::string direct = cardForRepo(cardOf(input), "alice/b");

    const std::string detour =
        cardForRepo(cardForRepo(cardForRepo(cardOf(input), "friends/a"), "alice/a"), "alice/b");

    EXPECT_EQ(direct, detour);
    EXPECT_EQ(cardForRepo(direct, "alice/b"), direct);
    EXPECT_THAT(direct, HasSubstr("mlx_vlm.generate --model alice/b --image"));
}

TEST(CardForRepo, KeepsWhatAPersonWroteElsewhere) {
    std::string mine = cardOf(madeFor("org", "tiny"));
    mine.replace(mine.find("# tiny\n"), 7, "# My model\n");
    mine += "\n## Thanks\n\nTo everybody at org/tiny.\n";

    const std::string text = cardForRepo(mine, "alice/tiny");

    EXPECT_THAT(text, HasSubstr("\n# My model\n"));
    EXPECT_THAT(text, HasSubstr("--model alice/tiny "));
    EXPECT_TRUE(text.ends_with("\n## Thanks\n\nTo everybody at org/tiny.\n"));
}

TEST(CardForRepo, LeavesASectionThatAPersonChanged) {
    std::string mine = cardOf(madeFor("org", "tiny"));
    mine.replace(mine.find("\"Hello\""), 7, "\"Good day\"");

    EXPECT_EQ(cardForRepo(mine, "alice/tiny"), mine);
    EXPECT_EQ(cardForRepo("", "alice/tiny"), "");
    EXPECT_EQ(cardForRepo("# M\n\n## Use it\n\nAs you like.\n", "alice/tiny"),
              "# M\n\n## Use it\n\nAs you like.\n");
}

TEST(CardForRepo, NeedsAnOwner) {
    const std::string card = cardOf(madeFor("org", "tiny"));

    EXPECT_EQ(cardForRepo(card, "tiny"), card);
}

}  // namespace
}  // namespace quince

#include "hub/token_lookup.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

class TokenLookup : public ::testing::Test {
protected:
    HubEnvironment hub() const {
        HubEnvironment environment;
        environment.tokenFile = folder / "token";
        environment.storedTokens = folder / "stored_tokens";
        return environment;
    }

    static quince::Environment with(std::map<std::string, std::string> variables) {
        return {std::move(variables), "/home/someone"};
    }

    quince::test::TempFolder folder;
};

TEST_F(TokenLookup, TakesTheVariablesBeforeTheFile) {
    folder.write("token", "hf_file\n");

    const FoundToken first =
        findToken(with({{"HF_TOKEN", " hf_one\r\n"}, {"HUGGING_FACE_HUB_TOKEN", "hf_two"}}), hub());
    const FoundToken second =
        findToken(with({{"HF_TOKEN", "\n"}, {"HUGGING_FACE_HUB_TOKEN", "hf_two"}}), hub());
    const FoundToken third = findToken(with({}), hub());

    EXPECT_EQ(first.token, Token::fromText("hf_one"));
    EXPECT_EQ(first.origin, "HF_TOKEN");
    EXPECT_EQ(second.token, Token::fromText("hf_two"));
    EXPECT_EQ(third.token, Token::fromText("hf_file"));
    EXPECT_EQ(third.origin, folder / "token");
}

TEST_F(TokenLookup, FindsNoneWhereThereIsNone) {
    EXPECT_TRUE(findToken(with({}), hub()).token.isEmpty());
    folder.write("token", " \n");
    EXPECT_TRUE(findToken(with({}), hub()).token.isEmpty());
    EXPECT_EQ(findToken(with({}), hub()).origin, "");
}

TEST_F(TokenLookup, ListsTheTokensOfTheOtherClient) {
    folder.write("stored_tokens",
                 "# a comment\n[work]\nhf_token = hf_one\n\n[by browser]\nHF_TOKEN: hf_two\n"
                 "refresh_token = hf_refresh\nexpires_at = 1790000000\n[empty]\nhf_token =\n");

    const auto stored = storedTokens(hub());

    ASSERT_TRUE(stored.ok());
    ASSERT_EQ(stored->size(), 2u);
    EXPECT_EQ((*stored)[0].name, "work");
    EXPECT_EQ((*stored)[0].token, Token::fromText("hf_one"));
    EXPECT_EQ((*stored)[0].expiresAt, std::nullopt);
    EXPECT_EQ((*stored)[1].name, "by browser");
    EXPECT_EQ((*stored)[1].token, Token::fromText("hf_two"));
    EXPECT_EQ((*stored)[1].expiresAt, 1'790'000'000);
}

TEST_F(TokenLookup, TakesAMissingListForAnEmptyOneAndRefusesAHugeOne) {
    EXPECT_TRUE(storedTokens(hub())->empty());

    folder.write("stored_tokens", std::string((1 << 20) + 1, ' '));
    const auto stored = storedTokens(hub());
    ASSERT_FALSE(stored.ok());
    EXPECT_EQ(stored.error().code, quince::ErrorCode::malformed);
}

}  // namespace
}  // namespace hub

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

}  // namespace
}  // namespace hub

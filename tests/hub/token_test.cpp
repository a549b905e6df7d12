#include "hub/token.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace hub {
namespace {

template <typename T>
concept Printable = requires(std::ostream& stream, const T& value) {
    stream << value;
};

static_assert(!Printable<Token>);

TEST(Token, IsTheTextWithoutWhatSurroundsIt) {
    EXPECT_EQ(Token::fromText(" hf_abc\r\n").reveal(), "hf_abc");
    EXPECT_EQ(Token::fromText("hf_abc"), Token::fromText("hf_abc\n"));
    EXPECT_FALSE(Token::fromText("hf_abc") == Token::fromText("hf_abd"));
}

TEST(Token, IsNoneWhereNothingIsLeft) {
    EXPECT_TRUE(Token::fromText(" \r\n").isEmpty());
    EXPECT_TRUE(Token().reveal().isEmpty());
    EXPECT_EQ(Token(), Token::fromText({}));
    EXPECT_FALSE(Token() == Token::fromText("hf_abc"));
}

TEST(Token, CannotBringAnotherHeaderIntoARequest) {
    EXPECT_TRUE(Token::fromText("hf_a\r\nCookie: b").isEmpty());
    EXPECT_TRUE(Token::fromText("hf_a\xc3\xa4").isEmpty());
}

}  // namespace
}  // namespace hub

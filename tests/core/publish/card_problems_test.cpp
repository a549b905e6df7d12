#include <quince/model_card.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quince {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CardProblems, HasNothingToSayOfAGoodCard) {
    EXPECT_THAT(cardProblems("---\nlicense: mit\nlibrary_name: mlx\n---\n# M\n"), IsEmpty());
    EXPECT_THAT(cardProblems("---\r\nlicense: mit\r\ntags:\r\n- mlx\r\n---\r\n# M\r\n"), IsEmpty());

    ModelCardInput input;
    input.name = "M-MLX-4bit";
    input.sourceReadme = "---\nlicense: mit\n---\n";
    EXPECT_THAT(cardProblems(makeModelCard(input).text), IsEmpty());
}

TEST(CardProblems, MissesFrontMatter) {
    EXPECT_THAT(cardProblems("# M\n"), ElementsAre(HasSubstr("front matter")));
    EXPECT_THAT(cardProblems(""), ElementsAre(HasSubstr("front matter")));
}

TEST(CardProblems, NamesWhatIsMissing) {
    EXPECT_THAT(cardProblems("---\nlibrary_name: mlx\n---\n"), ElementsAre(HasSubstr("license")));
    EXPECT_THAT(cardProblems("---\nlicense: mit\nlibrary_name: transformers\n---\n"),
                ElementsAre(HasSubstr("library_name: mlx")));
}

TEST(CardProblems, CannotReadBrokenYaml) {
    EXPECT_EQ(cardProblems("---\nlicense: [mit\n---\n").size(), 1U);
    EXPECT_EQ(cardProblems("---\nlicense: mit\n").size(), 1U) << "it never ends";
}

}  // namespace
}  // namespace quince

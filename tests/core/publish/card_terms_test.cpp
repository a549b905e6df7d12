#include <quince/model_card.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

TEST(CardTerms, AreToldOfAnOriginalBehindAGate) {
    ModelCardInput input;
    input.name = "M";
    input.sourceRepo = "org/gated";
    input.sourceReadme = "---\nlicense: llama3\nextra_gated_prompt: Sign here\n---\n";
    const std::string behindGate = makeModelCard(input).text;
    input.sourceReadme = "---\nlicense: llama3\n---\n";
    const std::string open = makeModelCard(input).text;

    EXPECT_TRUE(tellsOfTerms(behindGate));
    EXPECT_FALSE(tellsOfTerms(open));
    EXPECT_EQ(behindGate.find("extra_gated"), std::string::npos) << "that would gate ours";
}

TEST(CardTerms, AreSeenInACardThatIsNotOurs) {
    EXPECT_TRUE(tellsOfTerms("---\nextra_gated_heading: Acknowledge\n---\n# M\n"));
    EXPECT_FALSE(tellsOfTerms("---\nlicense: mit\n---\n# M\n"));
    EXPECT_FALSE(tellsOfTerms(""));
}

}  // namespace
}  // namespace quince

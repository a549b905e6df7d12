#include "desktop/model_words.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

/// What the page shows of one message of the core.
std::string shown(const std::string& message) {
    const QList<ui::Notice> all = notices({{quince::Severity::warning, message}});
    EXPECT_EQ(all.size(), 1);
    return all.isEmpty() ? std::string() : all.front().text.toStdString();
}

TEST(Notices, AreSentences) {
    EXPECT_EQ(shown("left out, since MLX does not need them: 3 tensors"),
              "Left out, since MLX does not need them: 3 tensors.");
    EXPECT_EQ(shown("The model is whole."), "The model is whole.");
}

TEST(Notices, LeaveTheNamesOfTensorsAndFilesAsTheyAre) {
    EXPECT_EQ(shown("model.norm.weight is [4], [8] is needed"),
              "model.norm.weight is [4], [8] is needed.");
    EXPECT_EQ(shown("lm_head is missing"), "lm_head is missing.");
    EXPECT_EQ(shown("\"pear\" is unknown"), "\"pear\" is unknown.");
}

TEST(Notices, TellTheWorstFirstAndFoldWhatIsMany) {
    std::vector<quince::Problem> problems(6, {quince::Severity::note, "a note"});
    problems.push_back({quince::Severity::error, "an error"});

    const QList<ui::Notice> all = notices(problems);

    ASSERT_EQ(all.size(), 6);
    EXPECT_EQ(all.front().severity, quince::Severity::error);
    EXPECT_EQ(all.back().text, QStringLiteral("And 2 more."));
    EXPECT_EQ(all.back().details, QStringLiteral("A note.\nA note."));
}

}  // namespace
}  // namespace app

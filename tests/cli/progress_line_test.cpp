#include "cli/progress_line.hpp"

#include "cli/text.hpp"

#include <gtest/gtest.h>

namespace cli {
namespace {

using quince::ConversionState;

ProgressLook at(ConversionState state, std::uint64_t done, std::uint64_t total,
                const std::string& word = {}) {
    ProgressLook look;
    look.now.state = state;
    look.now.bytesDone = done;
    look.now.bytesTotal = total;
    look.word = word;
    return look;
}

TEST(ProgressSteps, SpeaksAtEachTwentiethOfAPhase) {
    ProgressSteps steps;
    int spoken = 0;
    for (std::uint64_t done = 0; done <= 1000; ++done) {
        spoken += steps.isNews(at(ConversionState::writing, done, 1000)) ? 1 : 0;
    }

    EXPECT_EQ(spoken, 21);
    EXPECT_TRUE(steps.isNews(at(ConversionState::verifying, 0, 1000)));
    EXPECT_TRUE(steps.isNews(at(ConversionState::verifying, 0, 1000, "Checking")));
    EXPECT_FALSE(steps.isNews(at(ConversionState::verifying, 0, 1000, "Checking")));
}

TEST(ProgressText, NamesPhaseShareAndBytes) {
    EXPECT_EQ(progressText(at(ConversionState::writing, 500'000, 2'000'000), {}),
              "Writing  25 %  500 kB of 2.00 MB");
    EXPECT_EQ(progressText(at(ConversionState::evaluating, 500'000, 2'000'000), {}),
              "Evaluating  25 %");
    EXPECT_EQ(progressText(at(ConversionState::writing, 500'000, 2'000'000, "Downloading"), {}),
              "Downloading  25 %  500 kB of 2.00 MB");
    EXPECT_EQ(progressText(at(ConversionState::stopping, 0, 0), {}), "Stopping");
    EXPECT_EQ(progressText(at(ConversionState::idle, 0, 0), {}), "");
}

TEST(Text, CountsBytesInDecimalUnits) {
    EXPECT_EQ(bytesText(0), "0 B");
    EXPECT_EQ(bytesText(999), "999 B");
    EXPECT_EQ(bytesText(1000), "1.00 kB");
    EXPECT_EQ(bytesText(999'999), "1.00 MB");
    EXPECT_EQ(bytesText(4'620'000'000), "4.62 GB");
    EXPECT_EQ(bytesText(46'200'000'000), "46.2 GB");
    EXPECT_EQ(bytesText(462'000'000'000), "462 GB");
}

TEST(Text, SaysDurationsInTwoUnitsAtMost) {
    EXPECT_EQ(durationText(0.4), "0.4 s");
    EXPECT_EQ(durationText(9.97), "10 s");
    EXPECT_EQ(durationText(59.6), "1 min 0 s");
    EXPECT_EQ(durationText(125), "2 min 5 s");
    EXPECT_EQ(durationText(4800), "1 h 20 min");
}

TEST(Text, AlignsColumns) {
    EXPECT_EQ(table({{"A", "SIZE", "B"}, {"\xc3\xa4\xc3\xa4", "1", "x"}}, {1}),
              "A   SIZE  B\n\xc3\xa4\xc3\xa4     1  x\n");
}

}  // namespace
}  // namespace cli

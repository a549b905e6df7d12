#include "core/evaluate/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace quince::test {
namespace {

TEST(Statistics, GiveMeanAndItsError) {
    const Mean mean = meanOf(std::vector<double>{1, 2, 3, 6});

    EXPECT_DOUBLE_EQ(mean.value, 3);
    EXPECT_DOUBLE_EQ(mean.error, std::sqrt(14.0 / 3 / 4));
    EXPECT_EQ(meanOf(std::vector<double>{5}).error, 0);
}

TEST(Statistics, TakeTheNearestRank) {
    std::vector<double> values;
    for (int i = 100; i > 0; --i) {
        values.push_back(i);
    }

    EXPECT_EQ(quantile(values, 0.99), 99);
    EXPECT_EQ(quantile(values, 1), 100);
    EXPECT_EQ(quantile({7}, 0.99), 7);
}

TEST(Statistics, SummarizePredictions) {
    const std::vector<Prediction> predictions{{1, 0.5, 0.1, true}, {3, 1.5, 0.3, false}};
    EvaluationReport report;

    summarize(predictions, true, report);

    EXPECT_EQ(report.predicted, 2U);
    EXPECT_DOUBLE_EQ(report.perplexity.value, std::exp(2.0));
    EXPECT_DOUBLE_EQ(report.perplexity.error, std::exp(2.0));
    EXPECT_DOUBLE_EQ(report.comparison->source.value, std::exp(1.0));
    EXPECT_DOUBLE_EQ(report.comparison->meanDivergence, 0.2);
    EXPECT_DOUBLE_EQ(report.comparison->maxDivergence, 0.3);
    EXPECT_DOUBLE_EQ(report.comparison->sameTop, 0.5);
}

}  // namespace
}  // namespace quince::test

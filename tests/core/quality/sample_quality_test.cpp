#include "core/quality/sample_rows.hpp"

#include <quince/quality.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace quince {
namespace {

constexpr std::uint64_t everything = std::uint64_t{1} << 40;

/// On the bundled sample model, a small llama.
class SampleQuality : public testing::Test {
protected:
    void SetUp() override {
        auto inspection =
            inspect(QUINCE_RESOURCES "/sample/Quince-Sample", *ArchitectureLibrary::builtIn());
        ASSERT_TRUE(inspection.ok()) << inspection.error().message;
        m_inspection = *inspection;
    }

    [[nodiscard]] ConversionPlan planFor(int bits) const {
        Recipe recipe;
        recipe.method = QuantMethod::mlx;
        recipe.quantize = true;
        recipe.bits = bits;
        return makePlan(m_inspection, recipe);
    }

    [[nodiscard]] QualityQuestion question(std::uint64_t bytes, unsigned threads = 2) const {
        QualityQuestion question;
        question.inspection = m_inspection;
        question.sampleBytes = bytes;
        question.threads = threads;
        for (const int bits : {2, 4, 8}) {
            question.candidates.push_back({QuantMethod::mlx, {QuantMode::affine, bits, 64}});
        }
        return question;
    }

    [[nodiscard]] static QualitySample sampled(const QualityQuestion& question) {
        Progress progress;
        Result<QualitySample> sample = measureQuality(question, progress, {});
        EXPECT_TRUE(sample.ok());
        EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
        return *sample;
    }

    std::shared_ptr<const Inspection> m_inspection;
};

TEST_F(SampleQuality, TakesEachRowOnceOfASmallModel) {
    const ConversionPlan plan = planFor(4);
    const std::vector<std::uint64_t> weights = quantizableWeights(plan);
    std::map<std::uint32_t, std::uint64_t> rows;

    for (const RowRun& run : sampleRows(plan, weights, everything)) {
        EXPECT_EQ(run.first, rows[run.tensor]);
        rows[run.tensor] += run.count;
    }

    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        const auto columns = static_cast<std::uint64_t>(plan.blueprint().tensors[i].shape.back());
        EXPECT_EQ(rows[i] * columns, weights[i]);
    }
    EXPECT_FALSE(rows.empty());
}

TEST_F(SampleQuality, SpreadsAFewRowsOfALargeOne) {
    const ConversionPlan plan = planFor(4);
    const std::vector<std::uint64_t> weights = quantizableWeights(plan);
    std::map<std::uint32_t, std::uint64_t> rows;
    std::map<std::uint32_t, std::uint64_t> next;

    for (const RowRun& run : sampleRows(plan, weights, 100'000)) {
        EXPECT_GE(run.first, next[run.tensor]);  // no row twice
        next[run.tensor] = run.first + run.count;
        rows[run.tensor] += run.count;
    }

    for (const auto& [tensor, count] : rows) {
        const Shape& shape = plan.blueprint().tensors[tensor].shape;
        EXPECT_GE(count, std::min<std::uint64_t>(8, static_cast<std::uint64_t>(shape[0])));
        EXPECT_LT(count, static_cast<std::uint64_t>(shape[0]));
        EXPECT_GT(next[tensor], static_cast<std::uint64_t>(shape[0]) / 2);
        EXPECT_LE(next[tensor], static_cast<std::uint64_t>(shape[0]));
    }
}

TEST_F(SampleQuality, MoreBitsMeanLessError) {
    const QualitySample sample = sampled(question(everything));

    double last = 2;
    for (const int bits : {2, 4, 8}) {
        const auto prediction = predictQuality(planFor(bits), sample);
        ASSERT_TRUE(prediction);
        EXPECT_GT(prediction->total.relative(), 0);
        EXPECT_LT(prediction->total.relative(), last / 3);
        last = prediction->total.relative();
    }
}

TEST_F(SampleQuality, APartSaysNearlyWhatTheWholeSays) {
    const auto whole = predictQuality(planFor(4), sampled(question(everything)));
    const auto part = predictQuality(planFor(4), sampled(question(300'000)));

    ASSERT_TRUE(whole && part);
    EXPECT_EQ(part->total.weights, whole->total.weights);
    EXPECT_NE(part->total.error, whole->total.error);
    EXPECT_NEAR(part->total.relative() / whole->total.relative(), 1, 0.1);
}

TEST_F(SampleQuality, DoesNotDependOnTheNumberOfThreads) {
    const QualitySample one = sampled(question(everything, 1));
    const QualitySample five = sampled(question(everything, 5));

    EXPECT_EQ(one.sums, five.sums);
}

TEST_F(SampleQuality, KeptMatricesHaveNoErrorButCount) {
    const QualitySample sample = sampled(question(everything));
    Recipe recipe;
    recipe.method = QuantMethod::mlx;
    recipe.quantize = true;
    recipe.overrides = {{"mlp", std::nullopt, std::nullopt}};
    const auto kept = predictQuality(makePlan(m_inspection, recipe), sample);
    const auto all = predictQuality(planFor(4), sample);

    ASSERT_TRUE(kept && all);
    EXPECT_EQ(kept->total.weights, all->total.weights);
    EXPECT_NEAR(kept->total.energy, all->total.energy, all->total.energy * 1e-9);
    EXPECT_LT(kept->total.error, all->total.error);
}

TEST_F(SampleQuality, PredictsNothingFromOtherCandidates) {
    const QualitySample sample = sampled(question(100'000));

    EXPECT_FALSE(predictQuality(planFor(3), sample));
    ASSERT_EQ(candidatesOf(planFor(3)).size(), 1U);
    EXPECT_FALSE(sample.knows(candidatesOf(planFor(3)).front()));
}

TEST_F(SampleQuality, LearnsOfMoreCandidatesLater) {
    QualitySample sample = sampled(question(100'000));
    QualityQuestion more = question(100'000);
    more.candidates = candidatesOf(planFor(3));
    sample.add(sampled(more));
    sample.add(sampled(more));

    EXPECT_EQ(sample.candidates.size(), 4U);
    EXPECT_TRUE(predictQuality(planFor(3), sample));
    EXPECT_TRUE(predictQuality(planFor(4), sample));
}

TEST_F(SampleQuality, StopsAndRefuses) {
    StopSource stop;
    stop.requestStop();
    Progress progress;
    const auto stopped = measureQuality(question(everything), progress, stop.token());
    QualityQuestion odd = question(everything);
    odd.candidates[0].spec.bits = 7;
    const auto refused = measureQuality(odd, progress, {});

    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::invalidArgument);
}

TEST(ErrorSums, AreScaledWithTheirRatio) {
    const ErrorSums sums{1, 100, 10, 0};

    EXPECT_EQ(sums.scaledTo(40), (ErrorSums{4, 400, 40, 0}));
    EXPECT_DOUBLE_EQ(sums.relative(), 0.1);
    EXPECT_DOUBLE_EQ(sums.decibels(), 20);
    EXPECT_TRUE(std::isinf(ErrorSums{}.decibels()));
    EXPECT_EQ(ErrorSums{}.relative(), 0);
}

TEST(RecipesToCompare, AreTheUniformOnesOfTheRecipesGroups) {
    Recipe recipe;
    recipe.mixed = MixedRecipe::mixed3_6;
    recipe.groupSize = 32;
    std::vector<int> bits;
    for (const Recipe& each : recipesToCompare(recipe)) {
        EXPECT_TRUE(each.quantize);
        EXPECT_TRUE(validate(each).ok());
        if (each.mode == QuantMode::affine) {
            EXPECT_EQ(each.groupSize, 32);
            bits.push_back(*each.bits);
        }
    }
    EXPECT_EQ(bits, (std::vector<int>{2, 3, 4, 5, 6, 8}));
}

}  // namespace
}  // namespace quince

#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/budget.hpp>
#include <quince/convert.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace quince {
namespace {

namespace fs = std::filesystem;

/// A small llama whose layers are packed with 8 bits and whose head is not.
class FitPacked : public testing::Test {
protected:
    void SetUp() override {
        test::fillSpec(test::golden("specs", "llama"), m_folder / "source");
        Recipe recipe;
        recipe.method = QuantMethod::mlx;
        recipe.quantize = true;
        recipe.bits = 8;
        recipe.overrides = {{"lm_head", std::nullopt, std::nullopt}};
        ConversionJob job;
        job.plan = makePlan(inspected(m_folder / "source"), recipe);
        job.layout = layoutOutput(job.plan);
        job.destination = m_folder / "packed";
        job.staging = m_folder / "staging";
        Progress progress;
        ASSERT_TRUE(convert(job, progress, {}).ok());
        m_inspection = inspected(m_folder / "packed");
        m_recipe.method = QuantMethod::mlx;
        m_recipe.requantize = true;
        const auto question = budgetQuestion(m_inspection, m_recipe, nullptr);
        ASSERT_TRUE(question.ok()) << question.error().message;
        Result<QualitySample> sample = measureQuality(*question, progress, {});
        ASSERT_TRUE(sample.ok()) << sample.error().message;
        m_sample = *std::move(sample);
    }

    static std::shared_ptr<const Inspection> inspected(const fs::path& folder) {
        return *inspect(folder, *ArchitectureLibrary::builtIn());
    }

    [[nodiscard]] Result<Recipe> fit(double bits) const {
        Budget budget;
        budget.bitsPerWeight = bits;
        return fitBudget(m_inspection, m_recipe, budget, m_sample);
    }

    [[nodiscard]] ConversionPlan fitted(double bits) const {
        const Result<Recipe> recipe = fit(bits);
        EXPECT_TRUE(recipe.ok()) << recipe.error().message;
        return makePlan(m_inspection, *recipe);
    }

    /// Packed modules whose weight is decoded, and so quantized anew.
    [[nodiscard]] static std::size_t anew(const ConversionPlan& plan) {
        return static_cast<std::size_t>(
            std::count_if(plan.tensors.begin(), plan.tensors.end(),
                          [](const TensorPlan& tensor) { return tensor.packed && tensor.quant; }));
    }

    test::TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
    Recipe m_recipe;
    QualitySample m_sample;
};

TEST_F(FitPacked, ChoosesForPackedMatricesToo) {
    for (const double bits : {2.7, 3.5, 4.6, 6.0, 7.5}) {
        const ConversionPlan plan = fitted(bits);
        EXPECT_TRUE(plan.ok());
        EXPECT_LE(plan.bitsPerWeight, bits);
        EXPECT_GT(plan.bitsPerWeight, bits - 0.1);
        EXPECT_GT(anew(plan), 0U);
    }
}

TEST_F(FitPacked, LeavesThemWhereThereIsRoom) {
    const ConversionPlan all = fitted(16);
    EXPECT_EQ(anew(all), 0U);
    EXPECT_EQ(all.outputBytes, m_inspection->checkpoint.tensorBytes);

    // The head as it is, and some of the layers.
    const ConversionPlan some = fitted(all.bitsPerWeight - 1);
    EXPECT_GT(anew(some), 0U);
    EXPECT_LT(anew(some), anew(fitted(3)));
}

TEST_F(FitPacked, BeatsTheBestUniformRecipe) {
    const ConversionPlan plan = fitted(4.6);

    const auto damage = expectedDamage(plan, m_sample);
    const auto rival = bestUniformRival(plan, m_sample);

    ASSERT_TRUE(damage && rival);
    EXPECT_GT(*damage, 0);
    EXPECT_LT(*damage, rival->damage);
}

TEST_F(FitPacked, DoesNotTouchThemUnlessToldTo) {
    m_recipe.requantize = false;

    const ConversionPlan plan = fitted(8.6);
    EXPECT_EQ(anew(plan), 0U);
    EXPECT_LE(plan.bitsPerWeight, 8.6);

    const Result<Recipe> small = fit(4);
    ASSERT_FALSE(small.ok());
    EXPECT_EQ(small.error().code, ErrorCode::invalidArgument);
    EXPECT_NE(
        small.error().message.find("unless what the source holds quantized is quantized anew"),
        std::string::npos)
        << small.error().message;
}

TEST_F(FitPacked, LeavesWhatThePersonDecided) {
    m_recipe.overrides = {{"down_proj", 3, std::nullopt}, {"v_proj", std::nullopt, std::nullopt}};

    const ConversionPlan plan = fitted(4.6);

    EXPECT_LE(plan.bitsPerWeight, 4.6);
    for (const ModelModule& module : plan.blueprint().modules) {
        if (module.path.ends_with("down_proj")) {
            EXPECT_EQ(plan.tensors[module.first].quant, (QuantSpec{QuantMode::affine, 3, 64}));
        }
        if (module.path.ends_with("v_proj")) {
            EXPECT_FALSE(plan.tensors[module.first].packed);
        }
    }
}

}  // namespace
}  // namespace quince

#include "desktop/also_planner.hpp"

#include "desktop/sample_store.hpp"
#include "desktop/test_models.hpp"

#include <quince/budget.hpp>
#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::ConversionPlan;
using test::becomes;
using test::TempFolder;

/// The sample model, with importance for its output head alone.
class AlsoPlannerTest : public testing::Test {
protected:
    void SetUp() override {
        const std::vector<quince::TensorSpec> specs{{"lm_head", quince::DType::f32, {256}}};
        const std::vector<float> values(256, 2.0F);
        m_recipe.quantize = true;
        m_recipe.importance = m_folder.write(
            "head.safetensors",
            quince::encodeSafetensorsHeader(specs, {}) +
                std::string(reinterpret_cast<const char*>(values.data()), values.size() * 4));
    }

    [[nodiscard]] ConversionPlan plan(const quince::Recipe& recipe) {
        ConversionPlan made = quince::makePlan(m_inspection, recipe);
        m_importance.use(made);
        return made;
    }
    /// The plan of 8 bits beside the chosen one.
    [[nodiscard]] std::shared_ptr<const AlsoPlanned> eightBits(const ConversionPlan& chosen) {
        m_planner.plan(chosen);
        EXPECT_TRUE(becomes([&] { return m_planner.isReady(); }));
        for (const auto& also : m_planner.results()) {
            if (also->id == QStringLiteral("8bit")) {
                return also;
            }
        }
        return nullptr;
    }
    /// As the command line, which looks for each plan's own.
    [[nodiscard]] bool hasAllOfIt(const ConversionPlan& also) {
        const ConversionPlan alone = plan(also.recipe);
        return also.importance && alone.importance &&
               also.importance->hash == alone.importance->hash;
    }

    TempFolder m_folder;
    std::shared_ptr<const quince::Inspection> m_inspection = *quince::inspect(
        QUINCE_RESOURCES "/sample/Quince-Sample", *quince::ArchitectureLibrary::builtIn());
    quince::Recipe m_recipe;
    ImportanceReader m_importance;
    AlsoPlanner m_planner;
};

TEST_F(AlsoPlannerTest, UsesTheImportanceOfWhatOnlyTheOtherResultQuantizes) {
    m_recipe.layers.push_back({"lm_head", std::nullopt});

    const auto also = eightBits(plan(m_recipe));

    ASSERT_TRUE(also);
    EXPECT_TRUE(hasAllOfIt(also->plan));
}

TEST_F(AlsoPlannerTest, UsesTheImportanceBesideAResultThatIsNotQuantized) {
    m_recipe.quantize = false;

    const auto also = eightBits(plan(m_recipe));

    ASSERT_TRUE(also);
    EXPECT_TRUE(hasAllOfIt(also->plan));
}

TEST_F(AlsoPlannerTest, KeepsWhatWasMeasuredWhenTheBitsChange) {
    const auto data = m_importance.read(m_recipe);
    ASSERT_TRUE(data.ok());
    auto question = quince::budgetQuestion(m_inspection, m_recipe, *data);
    ASSERT_TRUE(question.ok());
    question->candidates.resize(1);
    SampleStore store;
    quince::Progress progress;
    ASSERT_TRUE(store.learn(*question, progress, {}).ok());
    m_recipe.layers.push_back({"lm_head", std::nullopt});
    question->importance = plan(m_recipe).importance;

    quince::StopSource stopped;
    stopped.requestStop();
    EXPECT_TRUE(store.learn(*question, progress, stopped.token()).ok());  // nothing is left
}

}  // namespace
}  // namespace app

#include "desktop/target_controller.hpp"

#include "desktop/test_models.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::Budget;
using test::becomes;
using ui::TargetPicture;

class TargetTest : public ::testing::Test {
protected:
    void SetUp() override {
        m_inspection = *quince::inspect(QUINCE_RESOURCES "/sample/Quince-Sample",
                                        *quince::ArchitectureLibrary::builtIn());
        m_recipe.quantize = true;
        m_recipe.method = quince::QuantMethod::mlx;  // quick
        m_target.setDelay(0);
        QObject::connect(&m_target, &TargetController::fitted, &m_target,
                         [this](const quince::Recipe& recipe) { m_fitted.push_back(recipe); });
    }

    void fit(double bits) {
        Budget budget;
        budget.bitsPerWeight = bits;
        m_target.fit(m_inspection, m_recipe, budget);
    }
    [[nodiscard]] bool becomesPicture(TargetPicture picture) {
        return becomes([&] { return m_target.view().picture == picture; });
    }
    [[nodiscard]] double bitsOf(const quince::Recipe& recipe) const {
        return quince::makePlan(m_inspection, recipe).bitsPerWeight;
    }

    std::shared_ptr<const quince::Inspection> m_inspection;
    quince::Recipe m_recipe;
    std::shared_ptr<SampleStore> m_samples = std::make_shared<SampleStore>();
    TargetController m_target{m_samples};
    std::vector<quince::Recipe> m_fitted;
};

TEST_F(TargetTest, ChoosesBitsByLayerAndTellsTheGain) {
    fit(4.6);
    EXPECT_EQ(m_target.view().picture, TargetPicture::looking);
    ASSERT_TRUE(becomesPicture(TargetPicture::ready));

    ASSERT_EQ(m_fitted.size(), 1U);
    EXPECT_LE(bitsOf(m_fitted.front()), 4.6);
    EXPECT_GT(bitsOf(m_fitted.front()), 4.5);
    const QString& words = m_target.view().words;
    EXPECT_TRUE(words.contains(QStringLiteral(" % less than with "))) << words.toStdString();
    const QList<ui::LayerBar>& layers = m_target.view().layers;
    ASSERT_EQ(layers.size(), 6);
    EXPECT_EQ(layers[0].name, QStringLiteral("Embeddings"));
    EXPECT_EQ(layers[5].name, QStringLiteral("Output head"));
    EXPECT_GT(layers[5].value, layers[2].value);  // the head matters most
    EXPECT_TRUE(layers[1].words.contains(QStringLiteral("q_proj")))
        << layers[1].words.toStdString();
}

TEST_F(TargetTest, AnswersOnlyTheNewestQuestionAndMeasuresOnce) {
    fit(3.2);
    fit(4.2);
    fit(5.2);
    ASSERT_TRUE(becomesPicture(TargetPicture::ready));
    ASSERT_EQ(m_fitted.size(), 1U);
    EXPECT_GT(bitsOf(m_fitted.front()), 5.1);

    quince::Progress progress;
    quince::StopSource stopped;
    stopped.requestStop();
    const auto question = quince::budgetQuestion(m_inspection, m_recipe, nullptr);
    EXPECT_TRUE(m_samples->learn(*question, progress, stopped.token()).ok());  // nothing is left
}

TEST_F(TargetTest, SaysInOneSentenceWhatCannotBe) {
    Budget budget;
    budget.bytes = 100'000;
    m_target.fit(m_inspection, m_recipe, budget);
    ASSERT_TRUE(becomesPicture(TargetPicture::failed));

    EXPECT_TRUE(m_target.view().words.startsWith(
        QStringLiteral("0.10 MB is too small: the smallest result of this model takes ")))
        << m_target.view().words.toStdString();
    EXPECT_TRUE(m_fitted.empty());
}

TEST_F(TargetTest, TellsWhereNothingNeedsToBeQuantized) {
    fit(16);
    ASSERT_TRUE(becomesPicture(TargetPicture::ready));

    EXPECT_TRUE(m_target.view().words.contains(QStringLiteral("without quantizing")))
        << m_target.view().words.toStdString();
}

/// The same model with 8 bits in its layers, which a recipe may quantize anew.
class PackedTargetTest : public TargetTest {
protected:
    void SetUp() override {
        TargetTest::SetUp();
        quince::Recipe recipe = m_recipe;
        recipe.bits = 8;
        quince::ConversionJob job;
        job.plan = quince::makePlan(m_inspection, recipe);
        job.layout = quince::layoutOutput(job.plan);
        job.destination = m_folder / "packed";
        job.staging = m_folder / "staging";
        quince::Progress progress;
        ASSERT_TRUE(quince::convert(job, progress, {}).ok());
        m_inspection = *quince::inspect(job.destination, *quince::ArchitectureLibrary::builtIn());
        m_recipe.requantize = true;
    }

    test::TempFolder m_folder;
};

TEST_F(PackedTargetTest, ShowsTheBitsOfPackedLayers) {
    fit(6);
    ASSERT_TRUE(becomesPicture(TargetPicture::ready)) << m_target.view().words.toStdString();

    EXPECT_LE(bitsOf(m_fitted.front()), 6);
    EXPECT_GT(bitsOf(m_fitted.front()), 5.8);
    const QList<ui::LayerBar>& layers = m_target.view().layers;
    ASSERT_EQ(layers.size(), 6);
    QString words;
    for (const ui::LayerBar& layer : layers) {
        EXPECT_GT(layer.value, 2);
        EXPECT_LE(layer.value, 8.6);
        words += layer.words;
    }
    EXPECT_FALSE(words.contains(QStringLiteral("uint32"))) << words.toStdString();
}

TEST_F(PackedTargetTest, TellsWhereAllStaysAsItIs) {
    fit(9);
    ASSERT_TRUE(becomesPicture(TargetPicture::ready));

    EXPECT_TRUE(m_target.view().words.contains(QStringLiteral("without quantizing anything anew")))
        << m_target.view().words.toStdString();
}

TEST_F(TargetTest, StopsAndAsksAgain) {
    m_target.setDelay(60'000);
    fit(4.6);
    m_target.stop();
    EXPECT_EQ(m_target.view().picture, TargetPicture::stopped);

    m_target.setDelay(0);
    m_target.start();

    EXPECT_TRUE(becomesPicture(TargetPicture::ready));
    EXPECT_EQ(m_fitted.size(), 1U);
}

TEST_F(TargetTest, ForgetsAQuestionThatIsClosed) {
    fit(4.6);
    m_target.close();

    EXPECT_EQ(m_target.view().picture, TargetPicture::none);
    QTest::qWait(30);
    EXPECT_TRUE(m_fitted.empty());
}

TEST_F(TargetTest, SaysThatTheImportanceIsNotThere) {
    m_recipe.method = quince::QuantMethod::refined;
    m_recipe.importance = "/no/such/imatrix.gguf";
    fit(4.6);
    ASSERT_TRUE(becomesPicture(TargetPicture::failed));

    EXPECT_TRUE(m_target.view().words.startsWith(QStringLiteral("Imatrix.gguf, which is to weigh")))
        << m_target.view().words.toStdString();
}

}  // namespace
}  // namespace app

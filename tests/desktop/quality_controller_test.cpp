#include "desktop/quality_controller.hpp"

#include "desktop/quality_words.hpp"
#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace app {
namespace {

using test::becomes;
using ui::QualityPicture;

quince::Recipe bits(int count) {
    quince::Recipe recipe;
    recipe.quantize = true;
    recipe.bits = count;
    return recipe;
}

class Quality : public ::testing::Test {
protected:
    void SetUp() override {
        m_inspection = *quince::inspect(QUINCE_RESOURCES "/sample/Quince-Sample",
                                        *quince::ArchitectureLibrary::builtIn());
        m_quality.setDelay(0);
    }

    void show(const quince::Recipe& recipe) {
        m_quality.show(quince::makePlan(m_inspection, recipe));
    }
    [[nodiscard]] bool isReadyAt(const char* name) {
        return becomes(
            [&] { return m_quality.view().picture == QualityPicture::ready && chosen() == name; });
    }
    [[nodiscard]] std::string chosen() const {
        for (const ui::TradeOff& point : m_quality.view().points) {
            if (point.chosen) {
                return point.name.toStdString();
            }
        }
        return "none";
    }

    std::shared_ptr<const quince::Inspection> m_inspection;
    QualityController m_quality{std::make_shared<SampleStore>()};
};

TEST_F(Quality, ComparesTheRecipeWithOthers) {
    show(bits(4));
    EXPECT_EQ(m_quality.view().picture, QualityPicture::measuring);

    ASSERT_TRUE(isReadyAt("4-bit"));
    const QList<ui::TradeOff>& points = m_quality.view().points;
    EXPECT_GE(points.size(), 6);
    EXPECT_TRUE(std::is_sorted(points.begin(), points.end(),
                               [](const auto& a, const auto& b) { return a.bytes < b.bytes; }));
    EXPECT_GT(points.first().error, points.last().error);
}

TEST_F(Quality, FollowsTheRecipe) {
    show(bits(4));
    show(bits(3));
    ASSERT_TRUE(isReadyAt("3-bit"));

    quince::Recipe mixed = bits(4);
    mixed.mixed = quince::MixedRecipe::mixed3_6;
    show(mixed);

    EXPECT_TRUE(isReadyAt("mixed 3/6-bit"));
}

TEST_F(Quality, MarksNothingWhereNothingIsQuantized) {
    show({});

    ASSERT_TRUE(becomes([&] { return m_quality.view().picture == QualityPicture::ready; }));
    EXPECT_EQ(chosen(), "none");
}

TEST_F(Quality, ForgetsAModelThatIsClosed) {
    show(bits(4));
    m_quality.close();

    EXPECT_EQ(m_quality.view().picture, QualityPicture::none);
    QTest::qWait(30);
    EXPECT_EQ(m_quality.view().picture, QualityPicture::none);
}

TEST(LayerErrors, GoFromTheEmbeddingsToTheHead) {
    quince::QualityReport report;
    const auto add = [&report](int layer, quince::Part part, double error) {
        quince::MatrixQuality matrix;
        matrix.layer = layer;
        matrix.part = part;
        matrix.sums = {error * error * 100, 100, 10, 0};
        report.matrices.push_back(matrix);
        report.total += matrix.sums;
    };
    add(-1, quince::Part::head, 0.4);
    add(1, quince::Part::mlp, 0.1);
    add(0, quince::Part::mlp, 0.3);
    add(1, quince::Part::attention, 0.1);
    add(-1, quince::Part::embedding, 0.2);

    const QList<ui::LayerBar> layers = layerErrors(report);

    ASSERT_EQ(layers.size(), 4);
    EXPECT_EQ(layers[0].name, QStringLiteral("Embeddings"));
    EXPECT_EQ(layers[1].name, QStringLiteral("Layer 0"));
    EXPECT_NEAR(layers[2].value, 0.1, 1e-9);
    EXPECT_EQ(layers[3].name, QStringLiteral("Output head"));
    EXPECT_TRUE(errorWords(report).startsWith(QStringLiteral("Error of the weights: 25 %")));
}

}  // namespace
}  // namespace app

#include "ui/widgets/layer_bars.hpp"

#include <gtest/gtest.h>

namespace ui {

namespace {

TEST(LayerBarRects, FillThePlotAsFarAsTheirValueGoes) {
    const QList<LayerBar> layers{{QStringLiteral("a"), 0.1, {}},
                                 {QStringLiteral("b"), 0.2, {}},
                                 {QStringLiteral("c"), 0, {}},
                                 {QStringLiteral("d"), 1e-6, {}}};
    const QRectF plot(0, 10, 400, 50);

    const std::vector<QRectF> rects = layerBarRects(layers, plot);

    ASSERT_EQ(rects.size(), 4U);
    EXPECT_DOUBLE_EQ(rects[0].height(), 25);
    EXPECT_DOUBLE_EQ(rects[1].height(), 50);
    EXPECT_DOUBLE_EQ(rects[2].height(), 0);
    EXPECT_DOUBLE_EQ(rects[3].height(), 1);
    for (std::size_t i = 0; i < rects.size(); ++i) {
        EXPECT_DOUBLE_EQ(rects[i].bottom(), plot.bottom());
        EXPECT_LE(rects[i].right(), plot.right());
        EXPECT_TRUE(i == 0 || rects[i].left() > rects[i - 1].right());
    }
}

TEST(LayerBarRects, AreThinWhereThereAreManyLayers) {
    const QList<LayerBar> layers(200, {QStringLiteral("a"), 0.1, {}});

    const std::vector<QRectF> rects = layerBarRects(layers, {0, 0, 300, 50});

    EXPECT_LE(rects.back().right(), 300.0 + 1e-9);
    EXPECT_GT(rects.back().width(), 0);
}

TEST(LayerBars, SayEachLayer) {
    LayerBars bars;
    bars.setErrors(
        {{QStringLiteral("Embeddings"), 0.087, QStringLiteral("Embeddings: error 8.7 %")},
         {QStringLiteral("Layer 0"), 0.0068, QStringLiteral("Layer 0: error 0.68 %")}});

    EXPECT_EQ(bars.accessibleDescription(),
              QStringLiteral("Embeddings: error 8.7 %, Layer 0: error 0.68 %"));
    EXPECT_EQ(bars.accessibleName(), QStringLiteral("Error of each layer"));
}

}  // namespace

}  // namespace ui

#include "ui/widgets/trade_off_chart.hpp"

#include "ui/samples.hpp"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

const QRectF plot(10, 20, 400, 100);

TEST(TradeOffPlaces, PutLargerModelsRightAndLargerErrorsUp) {
    const QList<TradeOff> points = sampleQuality().points;
    const std::vector<QPointF> places = tradeOffPlaces(points, plot);

    ASSERT_EQ(places.size(), static_cast<std::size_t>(points.size()));
    EXPECT_DOUBLE_EQ(places.front().x(), plot.left());
    EXPECT_DOUBLE_EQ(places.back().x(), plot.right());
    for (std::size_t i = 1; i < places.size(); ++i) {
        EXPECT_GT(places[i].x(), places[i - 1].x());
        EXPECT_GT(places[i].y(), places[i - 1].y());
        EXPECT_TRUE(plot.contains(places[i]));
    }
}

TEST(TradeOffPlaces, StandInTheMiddleWhenThereIsOne) {
    const std::vector<QPointF> places = tradeOffPlaces({sampleQuality().points.first()}, plot);

    ASSERT_EQ(places.size(), 1U);
    EXPECT_EQ(places[0], plot.center());
    EXPECT_TRUE(tradeOffPlaces({}, plot).empty());
}

TEST(ErrorLines, AreRoundNumbersInsideThePlot) {
    const std::vector<ErrorLine> lines = errorLines(sampleQuality().points, plot);

    ASSERT_EQ(lines.size(), 4U);  // 1, 3, 10 and 30 %
    EXPECT_NEAR(lines.front().error, 0.01, 1e-9);
    EXPECT_NEAR(lines.back().error, 0.3, 1e-9);
    EXPECT_GT(lines.front().y, lines.back().y);
    EXPECT_LT(lines.front().y, plot.bottom());
    EXPECT_GT(lines.back().y, plot.top());
}

class Chart : public ::testing::Test {
protected:
    void SetUp() override {
        m_chart.resize(m_chart.sizeHint());
        m_chart.setPoints(sampleQuality().points);
    }

    TradeOffChart m_chart;
};

TEST_F(Chart, SaysTheChosenPointUntilAnotherIsPointedAt) {
    const QSignalSpy said(&m_chart, &TradeOffChart::highlighted);
    EXPECT_TRUE(m_chart.shownWords().startsWith(QStringLiteral("4-bit")));

    QTest::keyClick(&m_chart, Qt::Key_Right);
    EXPECT_TRUE(m_chart.shownWords().startsWith(QStringLiteral("nvfp4")));
    QTest::keyClick(&m_chart, Qt::Key_Left);
    QTest::keyClick(&m_chart, Qt::Key_Left);

    EXPECT_TRUE(m_chart.shownWords().startsWith(QStringLiteral("mxfp4")));
    EXPECT_EQ(said.size(), 3);
}

TEST_F(Chart, StaysAtItsEnds) {
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(&m_chart, Qt::Key_Right);
    }
    EXPECT_TRUE(m_chart.shownWords().startsWith(QStringLiteral("8-bit")));
}

TEST_F(Chart, TellsAllPointsToAScreenReader) {
    const QString words = m_chart.accessibleDescription();

    EXPECT_EQ(words.count(QLatin1Char(';')), 7);
    EXPECT_TRUE(words.contains(QStringLiteral("dB (chosen)")));
    EXPECT_EQ(words.count(QStringLiteral("(chosen)")), 1);
}

}  // namespace

}  // namespace ui

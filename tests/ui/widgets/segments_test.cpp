#include "ui/widgets/segments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace ui {

namespace {

int sum(const std::vector<int>& widths) {
    return std::accumulate(widths.begin(), widths.end(), 0);
}

TEST(SegmentWidths, SumToTheRoundedWholeAtEveryWidth) {
    const std::vector<quint64> parts{4'095'119'360, 617'472, 511'889'920};
    const quint64 whole = 4'607'626'752;
    const quint64 scale = 16'381'470'720;

    for (int width = 1; width <= 999; ++width) {
        const std::vector<int> widths = segmentWidths(width, parts, scale);
        const std::vector<int> single = segmentWidths(width, std::vector{whole}, scale);

        EXPECT_EQ(sum(widths), sum(single)) << width;
        const double exact = static_cast<double>(width) * 4'607'626'752.0 / 16'381'470'720.0;
        EXPECT_EQ(sum(widths), std::max<long>(std::min(width, 2), std::lround(exact))) << width;
    }
}

TEST(SegmentWidths, FillTheBarAtFullScaleAtEveryWidth) {
    const std::vector<quint64> parts{1, 1, 1, 1, 999'996};

    for (int width = 1; width <= 999; ++width) {
        EXPECT_EQ(sum(segmentWidths(width, parts, 1'000'000)), width);
    }
}

TEST(SegmentWidths, GiveTinyPartsTwoPixelsWheneverThereIsRoom) {
    const std::vector<quint64> parts{1'000'000'000, 1, 1};

    for (int width = 1; width <= 999; ++width) {
        const std::vector<int> widths = segmentWidths(width, parts, 1'000'000'002);
        for (const int each : widths) {
            EXPECT_GE(each, width >= 6 ? 2 : 0) << width;
        }
    }
}

TEST(SegmentWidths, GiveNothingToAbsentParts) {
    EXPECT_EQ(segmentWidths(100, std::vector<quint64>{50, 0, 50}, 100),
              (std::vector<int>{50, 0, 50}));
}

TEST(SegmentWidths, AreZeroWithoutScaleOrWidth) {
    EXPECT_EQ(segmentWidths(100, std::vector<quint64>{0, 0}, 0), (std::vector<int>{0, 0}));
    EXPECT_EQ(segmentWidths(0, std::vector<quint64>{1, 2}, 3), (std::vector<int>{0, 0}));
}

TEST(FlowRects, StartANewLineWhenTheNextBoxDoesNotFit) {
    const std::vector<QSize> boxes(5, QSize(40, 20));

    const std::vector<QRect> rects = flowRects(boxes, 100, 10, 5);

    EXPECT_EQ(rects[1].topLeft(), QPoint(50, 0));
    EXPECT_EQ(rects[2].topLeft(), QPoint(0, 25));
    EXPECT_EQ(rects[4].topLeft(), QPoint(0, 50));
    EXPECT_EQ(flowHeight(rects), 70);
}

TEST(FlowRects, NeverLeaveAnEmptyFirstLine) {
    const std::vector<QRect> rects = flowRects(std::vector{QSize(300, 20)}, 100, 10, 5);

    EXPECT_EQ(rects[0].topLeft(), QPoint(0, 0));
}

}  // namespace

}  // namespace ui

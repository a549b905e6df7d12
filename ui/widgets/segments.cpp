#include "ui/widgets/segments.hpp"

#include <algorithm>
#include <cmath>

namespace ui {

std::vector<int> segmentWidths(int width, std::span<const quint64> values, quint64 scale) {
    std::vector<int> widths(values.size(), 0);
    if (scale == 0 || width <= 0) {
        return widths;
    }
    // Rounding the ends, not the widths, keeps the sum exact.
    quint64 sum = 0;
    int end = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i];
        const double share = static_cast<double>(sum) / static_cast<double>(scale);
        const int next = std::min(width, static_cast<int>(std::lround(width * share)));
        widths[i] = next - end;
        end = next;
    }
    if (sum > 0 && end < leastSegment) {
        const auto largest = std::max_element(values.begin(), values.end()) - values.begin();
        widths[static_cast<std::size_t>(largest)] += std::min(width, leastSegment) - end;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        while (values[i] > 0 && widths[i] < leastSegment) {
            const auto widest = std::max_element(widths.begin(), widths.end());
            if (*widest <= leastSegment) {
                return widths;
            }
            --*widest;
            ++widths[i];
        }
    }
    return widths;
}

std::vector<QRect> flowRects(std::span<const QSize> sizes, int width, int gapX, int gapY) {
    std::vector<QRect> rects;
    rects.reserve(sizes.size());
    QPoint pen(0, 0);
    int lineHeight = 0;
    for (const QSize& size : sizes) {
        if (pen.x() > 0 && pen.x() + size.width() > width) {
            pen = QPoint(0, pen.y() + lineHeight + gapY);
            lineHeight = 0;
        }
        rects.emplace_back(pen, size);
        pen.rx() += size.width() + gapX;
        lineHeight = std::max(lineHeight, size.height());
    }
    return rects;
}

int flowHeight(const std::vector<QRect>& rects) {
    int height = 0;
    for (const QRect& rect : rects) {
        height = std::max(height, rect.y() + rect.height());
    }
    return height;
}

}  // namespace ui

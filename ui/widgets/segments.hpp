#pragma once

#include <QRect>
#include <QSize>

#include <span>
#include <vector>

namespace ui {

/// Pixel widths of a bar's segments when `scale` fills `width` pixels. The widths sum to the
/// rounded width of the whole, so two bars of equal sums end at the same pixel. A nonzero
/// segment gets at least `leastSegment` pixels, taken from the widest, while there is any room.
/// REQUIRES: width >= 0; the values sum to at most `scale`.
inline constexpr int leastSegment = 2;
[[nodiscard]] std::vector<int> segmentWidths(int width, std::span<const quint64> values,
                                             quint64 scale);

/// Places boxes in reading order, line after line, as words in a paragraph.
[[nodiscard]] std::vector<QRect> flowRects(std::span<const QSize> sizes, int width, int gapX,
                                           int gapY);
/// Height of the flow.
[[nodiscard]] int flowHeight(const std::vector<QRect>& rects);

}  // namespace ui

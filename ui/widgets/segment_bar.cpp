#include "ui/widgets/segment_bar.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/segments.hpp"

#include <QPainter>
#include <QPainterPath>

namespace ui {

SegmentBar::SegmentBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SegmentBar::setSegments(const QList<Segment>& segments, quint64 scale) {
    if (m_segments != segments || m_scale != scale) {
        m_segments = segments;
        m_scale = scale;
        update();
    }
}

void SegmentBar::setWords(const QString& name, const QString& words) {
    setAccessibleName(name);
    setAccessibleDescription(words);
    setToolTip(words);
}

QSize SegmentBar::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 40, tokens::barHeight};
}

QSize SegmentBar::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 8, tokens::barHeight};
}

void SegmentBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const StateColors colors = StateColors::of(palette());
    QPainterPath track;
    track.addRoundedRect(QRectF(rect()), tokens::radiusMark, tokens::radiusMark);
    painter.setClipPath(track);
    painter.fillRect(rect(), colors.separator);

    std::vector<quint64> values;
    for (const Segment& segment : m_segments) {
        values.push_back(segment.value);
    }
    const std::vector<int> widths = segmentWidths(width(), values, m_scale);
    if (layoutDirection() == Qt::RightToLeft) {
        painter.translate(width(), 0);
        painter.scale(-1, 1);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    int left = 0;
    for (qsizetype i = 0; i < m_segments.size(); ++i) {
        const int wide = widths[static_cast<std::size_t>(i)];
        if (wide > 0) {
            // The hues differ hardly in lightness: a gap keeps neighbours apart.
            const bool last = left + wide >= width();
            painter.fillRect(left, 0, last ? wide : wide - 1, height(),
                             colorOf(m_segments[i].swatch, colors));
        }
        left += wide;
    }
}

}  // namespace ui

#include "ui/widgets/layer_bars.hpp"

#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"

#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QStyle>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int textLines = 4;
constexpr double widestBar = 24;

int largestOf(const QList<LayerBar>& bars) {
    const auto largest =
        std::max_element(bars.begin(), bars.end(),
                         [](const LayerBar& a, const LayerBar& b) { return a.value < b.value; });
    return largest == bars.end() ? -1 : static_cast<int>(largest - bars.begin());
}

}  // namespace

std::vector<QRectF> layerBarRects(const QList<LayerBar>& bars, const QRectF& plot) {
    std::vector<QRectF> rects;
    if (bars.isEmpty()) {
        return rects;
    }
    const double most = bars[largestOf(bars)].value;
    const double step = std::min(widestBar, plot.width() / static_cast<double>(bars.size()));
    const double gap = step >= 4 ? std::min(2.0, step / 4) : 0;
    for (int i = 0; i < bars.size(); ++i) {
        const double part = most > 0 ? bars[i].value / most : 0;
        const double high = bars[i].value > 0 ? std::max(1.0, part * plot.height()) : 0;
        rects.emplace_back(plot.left() + i * step, plot.bottom() - high, step - gap, high);
    }
    return rects;
}

LayerBars::LayerBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LayerBars::setBars(const QList<LayerBar>& bars, const QString& caption, int marked) {
    m_bars = bars;
    m_caption = caption;
    m_marked = marked;
    QStringList words;
    for (const LayerBar& bar : bars) {
        words.append(bar.words);
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

void LayerBars::setErrors(const QList<LayerBar>& bars) {
    const int largest = largestOf(bars);
    setAccessibleName(tr("Error of each layer"));
    setBars(bars, largest < 0 ? QString() : tr("Largest: %1").arg(bars[largest].words), largest);
}

QSize LayerBars::sizeHint() const {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.averageCharWidth() * 50, metrics.height() * textLines};
}

QSize LayerBars::minimumSizeHint() const {
    return {sizeHint().width() / 3, sizeHint().height()};
}

/// Below the caption.
QRectF LayerBars::plot() const {
    const QFontMetricsF metrics(fontFor(TextRole::caption));
    return QRectF(rect()).adjusted(0, metrics.height() + tokens::gapTiny, 0, -1);
}

bool LayerBars::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QRectF area = plot();
        const std::vector<QRectF> rects = layerBarRects(m_bars, area);
        for (std::size_t i = 0; i < rects.size(); ++i) {
            // The whole column: a low bar is hard to hit.
            QRect column = rects[i].toAlignedRect();
            column.setTop(0);
            if (QStyle::visualRect(layoutDirection(), rect(), column).contains(help->pos())) {
                QToolTip::showText(help->globalPos(), m_bars[static_cast<int>(i)].words, this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void LayerBars::paintEvent(QPaintEvent*) {
    if (m_bars.isEmpty()) {
        return;
    }
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::caption));
    const StateColors colors = StateColors::of(palette());
    painter.setPen(colors.muted);
    painter.drawText(rect(), Qt::AlignTop | Qt::AlignLeading, m_caption);
    const QRectF area = plot();
    if (layoutDirection() == Qt::RightToLeft) {
        painter.translate(width(), 0);
        painter.scale(-1, 1);
    }
    const std::vector<QRectF> rects = layerBarRects(m_bars, area);
    painter.setPen(QPen(colors.separator, tokens::hairline));
    painter.drawLine(QPointF(area.left(), height() - 0.5),
                     QPointF(rects.back().right(), height() - 0.5));
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const bool isMarked = static_cast<int>(i) == m_marked;
        painter.fillRect(rects[i], isMarked ? colors.warning : colors.quantized);
    }
}

}  // namespace ui

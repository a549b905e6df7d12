#include "ui/widgets/error_bars.hpp"

#include "ui/text/format.hpp"
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

const LayerError& largestOf(const QList<LayerError>& layers) {
    return *std::max_element(
        layers.begin(), layers.end(),
        [](const LayerError& a, const LayerError& b) { return a.error < b.error; });
}

}  // namespace

QString layerErrorWords(const LayerError& layer) {
    return ErrorBars::tr("%1: error %2").arg(layer.name, formatPercent(layer.error));
}

std::vector<QRectF> errorBarRects(const QList<LayerError>& layers, const QRectF& plot) {
    std::vector<QRectF> rects;
    if (layers.isEmpty()) {
        return rects;
    }
    const double most = largestOf(layers).error;
    const double step = std::min(widestBar, plot.width() / static_cast<double>(layers.size()));
    const double gap = step >= 4 ? std::min(2.0, step / 4) : 0;
    for (int i = 0; i < layers.size(); ++i) {
        const double part = most > 0 ? layers[i].error / most : 0;
        const double high = layers[i].error > 0 ? std::max(1.0, part * plot.height()) : 0;
        rects.emplace_back(plot.left() + i * step, plot.bottom() - high, step - gap, high);
    }
    return rects;
}

ErrorBars::ErrorBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Error of each layer"));
}

void ErrorBars::setLayers(const QList<LayerError>& layers) {
    m_layers = layers;
    QStringList words;
    for (const LayerError& layer : layers) {
        words.append(layerErrorWords(layer));
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

QSize ErrorBars::sizeHint() const {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.averageCharWidth() * 50, metrics.height() * textLines};
}

QSize ErrorBars::minimumSizeHint() const {
    return {sizeHint().width() / 3, sizeHint().height()};
}

/// Below the largest error in words.
QRectF ErrorBars::plot() const {
    const QFontMetricsF metrics(fontFor(TextRole::caption));
    return QRectF(rect()).adjusted(0, metrics.height() + tokens::gapTiny, 0, -1);
}

bool ErrorBars::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QRectF area = plot();
        const std::vector<QRectF> rects = errorBarRects(m_layers, area);
        for (std::size_t i = 0; i < rects.size(); ++i) {
            // The whole column: a low bar is hard to hit.
            QRect column = rects[i].toAlignedRect();
            column.setTop(0);
            if (QStyle::visualRect(layoutDirection(), rect(), column).contains(help->pos())) {
                QToolTip::showText(help->globalPos(),
                                   layerErrorWords(m_layers[static_cast<int>(i)]), this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void ErrorBars::paintEvent(QPaintEvent*) {
    if (m_layers.isEmpty()) {
        return;
    }
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::caption));
    const StateColors colors = StateColors::of(palette());
    const LayerError& largest = largestOf(m_layers);
    painter.setPen(colors.muted);
    painter.drawText(rect(), Qt::AlignTop | Qt::AlignLeading,
                     tr("Largest: %1").arg(layerErrorWords(largest)));
    const QRectF area = plot();
    if (layoutDirection() == Qt::RightToLeft) {
        painter.translate(width(), 0);
        painter.scale(-1, 1);
    }
    const std::vector<QRectF> rects = errorBarRects(m_layers, area);
    painter.setPen(QPen(colors.separator, tokens::hairline));
    painter.drawLine(QPointF(area.left(), height() - 0.5),
                     QPointF(rects.back().right(), height() - 0.5));
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const bool isLargest = &m_layers[static_cast<int>(i)] == &largest;
        painter.fillRect(rects[i], isLargest ? colors.warning : colors.quantized);
    }
}

}  // namespace ui

#include "ui/widgets/trade_off_chart.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double dot = 4;  ///< radius
constexpr double chosenDot = 6;
constexpr double reach = 24;   ///< of the pointer
constexpr int textLines = 11;  ///< height of the whole, in lines of its text

struct Range {
    double low = 0;
    double high = 1;

    [[nodiscard]] double part(double value) const {
        return high > low ? (value - low) / (high - low) : 0.5;
    }
};

Range sizesOf(const QList<TradeOff>& points) {
    const auto [least, most] =
        std::minmax_element(points.begin(), points.end(),
                            [](const TradeOff& a, const TradeOff& b) { return a.bytes < b.bytes; });
    return {static_cast<double>(least->bytes), static_cast<double>(most->bytes)};
}

/// Of the logarithms, with a little room beyond the extremes.
Range errorsOf(const QList<TradeOff>& points) {
    const auto [least, most] =
        std::minmax_element(points.begin(), points.end(),
                            [](const TradeOff& a, const TradeOff& b) { return a.error < b.error; });
    constexpr double room = 0.15;
    return {std::log10(least->error) - room, std::log10(most->error) + room};
}

/// "30 %", "0.3 %": one digit.
QString linePercent(double error) {
    return TradeOffChart::tr("%1 %").arg(
        QLocale().toString(100 * error, 'g', error < 0.095 ? 1 : 2));
}

double heightOf(double error, const Range& errors, const QRectF& plot) {
    return plot.bottom() - errors.part(std::log10(error)) * plot.height();
}

}  // namespace

std::vector<QPointF> tradeOffPlaces(const QList<TradeOff>& points, const QRectF& plot) {
    std::vector<QPointF> places;
    if (points.isEmpty()) {
        return places;
    }
    const Range sizes = sizesOf(points);
    const Range errors = errorsOf(points);
    for (const TradeOff& point : points) {
        places.emplace_back(
            plot.left() + sizes.part(static_cast<double>(point.bytes)) * plot.width(),
            heightOf(point.error, errors, plot));
    }
    return places;
}

std::vector<ErrorLine> errorLines(const QList<TradeOff>& points, const QRectF& plot) {
    std::vector<ErrorLine> lines;
    if (points.isEmpty()) {
        return lines;
    }
    const Range errors = errorsOf(points);
    for (double decade = 1e-6; decade < 10; decade *= 10) {
        for (const double error : {decade, 3 * decade}) {
            const double height = std::log10(error);
            if (height > errors.low && height < errors.high) {
                lines.push_back({error, heightOf(error, errors, plot)});
            }
        }
    }
    return lines;
}

TradeOffChart::TradeOffChart(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Error against size"));
}

void TradeOffChart::setPoints(const QList<TradeOff>& points) {
    if (m_points == points) {
        return;
    }
    m_points = points;
    m_highlighted = -1;
    QStringList words;
    for (const TradeOff& point : points) {
        words.append(point.chosen ? tr("%1 (chosen)").arg(point.words) : point.words);
    }
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    update();
    Q_EMIT highlighted(shownWords());
}

QString TradeOffChart::shownWords() const {
    if (m_highlighted >= 0) {
        return m_points[m_highlighted].words;
    }
    const auto chosen = std::find_if(m_points.begin(), m_points.end(),
                                     [](const TradeOff& point) { return point.chosen; });
    return chosen == m_points.end() ? QString() : chosen->words;
}

QSize TradeOffChart::sizeHint() const {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.averageCharWidth() * 70, metrics.height() * textLines};
}

QSize TradeOffChart::minimumSizeHint() const {
    return {sizeHint().width() / 3, sizeHint().height()};
}

/// Room for the errors on one side, a name on the other, and the sizes below.
QRectF TradeOffChart::plot() const {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    const double left = metrics.horizontalAdvance(formatPercent(0.003)) + tokens::gapLarge;
    const double right = metrics.horizontalAdvance(QStringLiteral("00.0 GB"));
    const double bottom = metrics.height() + tokens::gapSmall;
    return QRectF(rect()).adjusted(left, metrics.height(), -right, -bottom);
}

bool TradeOffChart::event(QEvent* event) {
    if (event->type() == QEvent::FocusOut) {
        highlight(-1);
    }
    return QWidget::event(event);
}

void TradeOffChart::highlight(int index) {
    if (index != m_highlighted) {
        m_highlighted = index;
        update();
        Q_EMIT highlighted(shownWords());
    }
}

void TradeOffChart::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0 || m_points.isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto chosen = std::find_if(m_points.begin(), m_points.end(),
                                     [](const TradeOff& point) { return point.chosen; });
    const int here = m_highlighted >= 0         ? m_highlighted
                     : chosen == m_points.end() ? 0
                                                : static_cast<int>(chosen - m_points.begin());
    highlight(std::clamp(here + step, 0, static_cast<int>(m_points.size()) - 1));
}

void TradeOffChart::mouseMoveEvent(QMouseEvent* event) {
    const std::vector<QPointF> places = tradeOffPlaces(m_points, plot());
    int nearest = -1;
    double least = reach;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const QPointF way = places[i] - event->position();
        const double distance = std::hypot(way.x(), way.y());
        if (distance < least) {
            least = distance;
            nearest = static_cast<int>(i);
        }
    }
    highlight(nearest);
}

void TradeOffChart::leaveEvent(QEvent*) {
    highlight(-1);
}

void TradeOffChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fontFor(TextRole::caption));
    if (!m_points.isEmpty()) {
        drawGrid(painter);
        drawPoints(painter);
    }
    if (hasFocus()) {
        drawFocusRing(painter, rect(), tokens::radiusControl, StateColors::of(palette()).accent);
    }
}

void TradeOffChart::drawGrid(QPainter& painter) const {
    const StateColors colors = StateColors::of(palette());
    const QRectF area = plot();
    const double text = painter.fontMetrics().height();
    for (const ErrorLine& line : errorLines(m_points, area)) {
        const double y = std::round(line.y) + 0.5;
        painter.setPen(QPen(colors.separator, tokens::hairline));
        painter.drawLine(QPointF(area.left() - tokens::gapSmall, y),
                         QPointF(area.right() + tokens::gapSmall, y));
        painter.setPen(colors.muted);
        painter.drawText(QRectF(0, y - text / 2, area.left() - tokens::gapMedium, text),
                         Qt::AlignRight | Qt::AlignVCenter, linePercent(line.error));
    }
}

void TradeOffChart::drawPoints(QPainter& painter) const {
    const StateColors colors = StateColors::of(palette());
    const std::vector<QPointF> places = tradeOffPlaces(m_points, plot());
    QPainterPath curve;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (m_points[static_cast<int>(i)].onCurve) {
            if (curve.elementCount() == 0) {
                curve.moveTo(places[i]);
            } else {
                curve.lineTo(places[i]);
            }
        }
    }
    painter.setPen(QPen(colors.border, tokens::hairline));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(curve);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const TradeOff& point = m_points[static_cast<int>(i)];
        const bool pointed = static_cast<int>(i) == m_highlighted;
        const double radius = point.chosen ? chosenDot : dot;
        // Hollow but for the chosen one, so that it shows without its colour too.
        painter.setBrush(point.chosen ? colors.accent : palette().color(QPalette::Window));
        painter.setPen(QPen(point.chosen || pointed ? colors.accent : colors.border,
                            pointed ? tokens::focusWidth : tokens::hairline * 1.5));
        if (point.onCurve) {
            painter.drawEllipse(places[i], radius, radius);
        } else {
            QPainterPath diamond(places[i] + QPointF(0, -radius - 1));
            diamond.lineTo(places[i] + QPointF(radius + 1, 0));
            diamond.lineTo(places[i] + QPointF(0, radius + 1));
            diamond.lineTo(places[i] + QPointF(-radius - 1, 0));
            diamond.closeSubpath();
            painter.drawPath(diamond);
        }
    }
    drawNames(painter, places);
}

/// The chosen one and the one pointed at first; a name or size that would cover another is left
/// out.
void TradeOffChart::drawNames(QPainter& painter, const std::vector<QPointF>& places) const {
    const StateColors colors = StateColors::of(palette());
    std::vector<int> order;
    for (int i = 0; i < m_points.size(); ++i) {
        order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
        const auto rank = [this](int i) {
            return i == m_highlighted ? 0 : m_points[i].chosen ? 1 : 2;
        };
        return rank(a) < rank(b);
    });
    const QFontMetricsF metrics(painter.font());
    std::vector<QRectF> taken;
    for (const QPointF& place : places) {
        taken.emplace_back(place.x() - dot, place.y() - dot, 2 * dot, 2 * dot);
    }
    const auto draw = [&](const QList<QRectF>& boxes, const QString& text, const QColor& color) {
        for (const QRectF& box : boxes) {
            if (std::none_of(taken.begin(), taken.end(),
                             [&](const QRectF& other) { return other.intersects(box); })) {
                taken.push_back(box);
                painter.setPen(color);
                painter.drawText(box, Qt::AlignCenter, text);
                return;
            }
        }
    };
    const double high = metrics.height();
    for (const int i : order) {
        const TradeOff& point = m_points[i];
        const QPointF place = places[static_cast<std::size_t>(i)];
        const QColor color = point.chosen || i == m_highlighted ? colors.text : colors.muted;
        const double wide = metrics.horizontalAdvance(point.name) + 2;
        const QRectF above(place.x() + tokens::gapTiny, place.y() - high - tokens::gapTiny, wide,
                           high);
        const QRectF below(place.x() - tokens::gapTiny - wide, place.y() + tokens::gapTiny, wide,
                           high);
        draw({above, below, above.translated(-wide - tokens::gapSmall, 0),
              below.translated(0, high / 2)},
             point.name, color);
        const double sizeWide = metrics.horizontalAdvance(point.size) + tokens::gapSmall;
        draw({{place.x() - sizeWide / 2, height() - high - 2, sizeWide, high}}, point.size, color);
    }
}

}  // namespace ui

#include "ui/theme/icons.hpp"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>

#include <algorithm>
#include <initializer_list>

namespace ui {

namespace {

constexpr double grid = 16;
constexpr double stroke = 1.4;

struct Glyph {
    QPainterPath lines;
    QPainterPath solid;
};

void polyline(QPainterPath& path, std::initializer_list<QPointF> points, bool closed = false) {
    path.moveTo(*points.begin());
    std::for_each(points.begin() + 1, points.end(), [&](QPointF point) { path.lineTo(point); });
    if (closed) {
        path.closeSubpath();
    }
}

void addTriangleSign(Glyph& g) {
    polyline(g.lines, {{8, 2.2}, {14.4, 13.4}, {1.6, 13.4}}, true);
    polyline(g.lines, {{8, 6.3}, {8, 9.4}});
    g.solid.addEllipse(QPointF(8, 11.5), 0.85, 0.85);
}

void addRefresh(Glyph& g) {
    g.lines.arcMoveTo(QRectF(2.7, 2.7, 10.6, 10.6), 20);
    g.lines.arcTo(QRectF(2.7, 2.7, 10.6, 10.6), 20, 300);
    polyline(g.lines, {{13.6, 2.6}, {13.3, 6.2}, {9.8, 5.9}});
}

void addTilde(Glyph& g) {
    g.lines.moveTo(3, 9.2);
    g.lines.cubicTo(4.6, 5.4, 6.6, 6.6, 8, 8);
    g.lines.cubicTo(9.4, 9.4, 11.4, 10.6, 13, 6.8);
}

void addCopy(Glyph& g) {
    g.lines.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.6, 1.6);
    polyline(g.lines, {{3.2, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3.2}});
}

void addFolder(Glyph& g) {
    polyline(g.lines, {{1.8, 12.9}, {1.8, 3.4}, {6.1, 3.4}, {7.6, 5.2}, {14.2, 5.2}, {14.2, 12.9}},
             true);
}

void addCube(Glyph& g) {
    polyline(g.lines, {{8, 1.6}, {13.8, 4.8}, {13.8, 11.2}, {8, 14.4}, {2.2, 11.2}, {2.2, 4.8}},
             true);
    polyline(g.lines, {{2.2, 4.8}, {8, 8}, {13.8, 4.8}});
    polyline(g.lines, {{8, 8}, {8, 14.4}});
}

void addCloud(Glyph& g) {
    g.lines.moveTo(4.4, 12.6);
    g.lines.cubicTo(0.6, 12.6, 0.8, 7.6, 4.3, 7.6);
    g.lines.cubicTo(4.6, 3, 11, 2.6, 11.6, 7.1);
    g.lines.cubicTo(15.4, 7, 15.6, 12.6, 11.8, 12.6);
    g.lines.closeSubpath();
}

Glyph glyphOf(Icon icon) {
    Glyph g;
    switch (icon) {
        case Icon::add:
            polyline(g.lines, {{8, 3}, {8, 13}});
            polyline(g.lines, {{3, 8}, {13, 8}});
            break;
        case Icon::folder:
            addFolder(g);
            break;
        case Icon::refresh:
            addRefresh(g);
            break;
        case Icon::search:
            g.lines.addEllipse(QPointF(7, 7), 4.4, 4.4);
            polyline(g.lines, {{10.3, 10.3}, {13.8, 13.8}});
            break;
        case Icon::close:
            polyline(g.lines, {{4, 4}, {12, 12}});
            polyline(g.lines, {{12, 4}, {4, 12}});
            break;
        case Icon::check:
            polyline(g.lines, {{3.2, 8.4}, {6.6, 11.8}, {12.8, 4.6}});
            break;
        case Icon::tilde:
            addTilde(g);
            break;
        case Icon::info:
            g.lines.addEllipse(QPointF(8, 8), 6.2, 6.2);
            polyline(g.lines, {{8, 7.6}, {8, 11.2}});
            g.solid.addEllipse(QPointF(8, 5.2), 0.9, 0.9);
            break;
        case Icon::warning:
            addTriangleSign(g);
            break;
        case Icon::error:
            g.lines.addEllipse(QPointF(8, 8), 6.2, 6.2);
            polyline(g.lines, {{8, 4.6}, {8, 8.6}});
            g.solid.addEllipse(QPointF(8, 11), 0.9, 0.9);
            break;
        case Icon::chevronDown:
            polyline(g.lines, {{4, 6.2}, {8, 10.2}, {12, 6.2}});
            break;
        case Icon::chevronRight:
            polyline(g.lines, {{6.2, 4}, {10.2, 8}, {6.2, 12}});
            break;
        case Icon::copy:
            addCopy(g);
            break;
        case Icon::stop:
            g.solid.addRoundedRect(QRectF(4, 4, 8, 8), 1.5, 1.5);
            break;
        case Icon::resume:
            polyline(g.solid, {{5, 3.2}, {12.6, 8}, {5, 12.8}}, true);
            break;
        case Icon::clock:
            g.lines.addEllipse(QPointF(8, 8), 6.2, 6.2);
            polyline(g.lines, {{8, 4.6}, {8, 8}, {10.4, 9.6}});
            break;
        case Icon::remove:
            polyline(g.lines, {{3, 8}, {13, 8}});
            break;
        case Icon::cube:
            addCube(g);
            break;
        case Icon::drop:
            polyline(g.lines, {{8, 2}, {8, 10}});
            polyline(g.lines, {{4.6, 6.8}, {8, 10.2}, {11.4, 6.8}});
            polyline(g.lines, {{2.4, 10.6}, {2.4, 13.8}, {13.6, 13.8}, {13.6, 10.6}});
            break;
        case Icon::refuse:
            g.lines.addEllipse(QPointF(8, 8), 6.2, 6.2);
            polyline(g.lines, {{3.7, 3.7}, {12.3, 12.3}});
            break;
        case Icon::offline:
            addCloud(g);
            polyline(g.lines, {{2.6, 2.2}, {13.4, 13.8}});
            break;
        case Icon::lock:
            g.lines.addRoundedRect(QRectF(3.2, 7, 9.6, 6.8), 1.4, 1.4);
            g.lines.moveTo(5.2, 7);
            g.lines.cubicTo(5.2, 1.2, 10.8, 1.2, 10.8, 7);
            break;
    }
    return g;
}

class PathIconEngine : public QIconEngine {
public:
    explicit PathIconEngine(Icon icon) : m_icon(icon) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role =
            mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        paintIcon(*painter, m_icon, rect, QGuiApplication::palette().color(group, role));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new PathIconEngine(m_icon); }

private:
    Icon m_icon;
};

}  // namespace

void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& color) {
    const double side = std::min(rect.width(), rect.height());
    const Glyph glyph = glyphOf(icon);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / grid, side / grid);
    // Large pictures keep a fine line instead of a proportional one.
    const double width = side > 2 * grid ? stroke * 0.6 : stroke;
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(glyph.lines);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPath(glyph.solid);
    painter.restore();
}

QIcon makeIcon(Icon icon) {
    return QIcon(new PathIconEngine(icon));
}

}  // namespace ui

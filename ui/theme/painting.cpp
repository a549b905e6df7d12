#include "ui/theme/painting.hpp"

#include "ui/theme/tokens.hpp"

#include <QPainter>

#include <algorithm>

namespace ui {

void drawSurface(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                 const QColor& outline, double width) {
    const bool outlined = outline.isValid();
    const double inset = outlined ? width / 2 : 0;
    const double curve = std::max(0.0, radius - inset);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(outlined ? QPen(outline, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), curve, curve);
    painter.restore();
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const QColor& color) {
    drawSurface(painter, rect, radius, {}, color, tokens::focusWidth);
}

}  // namespace ui

#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace ui {

/// A rounded surface whose outline lies wholly inside `rect`. An invalid colour leaves that
/// part out.
void drawSurface(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                 const QColor& outline = {}, double width = 1);

/// The ring around what has the keyboard focus, inside `rect`.
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const QColor& color);

}  // namespace ui

#pragma once

#include "ui/theme/state_colors.hpp"

#include <QRect>
#include <QString>

class QPainter;

namespace ui {

/// A word in a rounded box, for delegates. On a tinted row the box is the list's own
/// background: a tint upon a tint would be hard to read.
[[nodiscard]] QSize badgeSize(const QString& text);
void drawBadge(QPainter& painter, const QRect& rect, const QString& text, Tone tone,
               const QPalette& palette, bool onTint);

}  // namespace ui

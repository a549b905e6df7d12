#pragma once

#include "ui/widgets/label.hpp"

#include <QRect>
#include <QString>

class QPainter;

namespace ui {

/// A word in a rounded box, for delegates.
[[nodiscard]] QSize badgeSize(const QString& text);
void drawBadge(QPainter& painter, const QRect& rect, const QString& text, Tone tone,
               const QPalette& palette);

}  // namespace ui

#include "ui/widgets/badge.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"

#include <QFontMetrics>
#include <QPainter>

namespace ui {

namespace {

constexpr int padX = 6;
constexpr int padY = 1;

}  // namespace

QSize badgeSize(const QString& text) {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.horizontalAdvance(text) + 2 * padX, metrics.height() + 2 * padY};
}

void drawBadge(QPainter& painter, const QRect& rect, const QString& text, Tone tone,
               const QPalette& palette, bool onTint) {
    const QColor ink = StateColors::of(palette).ink(tone);
    QColor fill = ink;
    fill.setAlphaF(0.10F);
    if (onTint) {
        fill = palette.color(QPalette::Base);
    }
    drawSurface(painter, rect, tokens::radiusMark, fill);
    painter.save();
    painter.setFont(fontFor(TextRole::caption));
    painter.setPen(ink);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, text);
    painter.restore();
}

}  // namespace ui

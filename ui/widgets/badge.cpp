#include "ui/widgets/badge.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"

#include <QFontMetrics>
#include <QPainter>

namespace ui {

namespace {

constexpr int padX = 6;
constexpr int padY = 1;

QColor inkOf(Tone tone, const StateColors& colors) {
    switch (tone) {
        case Tone::success:
            return colors.success;
        case Tone::warning:
            return colors.warning;
        case Tone::danger:
            return colors.danger;
        default:
            return colors.muted;
    }
}

}  // namespace

QSize badgeSize(const QString& text) {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.horizontalAdvance(text) + 2 * padX, metrics.height() + 2 * padY};
}

void drawBadge(QPainter& painter, const QRect& rect, const QString& text, Tone tone,
               const QPalette& palette, bool onTint) {
    const QColor ink = inkOf(tone, StateColors::of(palette));
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

#include "ui/delegates/row_parts.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/badge.hpp"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace ui {

void addPill(QList<RowPill>& pills, const QRect& line, const QString& text, Tone tone) {
    if (text.isEmpty()) {
        return;
    }
    const int left =
        pills.isEmpty() ? line.left() : pills.back().rect.right() + 1 + tokens::gapTiny;
    const QSize size = badgeSize(text);
    if (left + size.width() <= line.right() + 1) {
        pills.append({QRect(QPoint(left, line.top()), size), text, tone});
    }
}

QRect afterPills(const QList<RowPill>& pills, const QRect& line) {
    const int left = pills.isEmpty() ? line.left() : pills.back().rect.right() + 1;
    const int gap = pills.isEmpty() ? 0 : tokens::gapSmall;
    return line.adjusted(left - line.left() + gap, 0, 0, 0);
}

namespace {

/// The tinted panel of a chosen or pointed-at row, and the focus ring. Gives whether it is tinted.
bool drawRowPanel(QPainter& painter, const QStyleOptionViewItem& option) {
    const StateColors colors = StateColors::of(option.palette);
    const QRectF panel = QRectF(option.rect).adjusted(tokens::gapSmall, 1, -tokens::gapSmall, -1);
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const bool pointedAt = option.state.testFlag(QStyle::State_MouseOver);
    if (chosen || pointedAt) {
        drawSurface(painter, panel, tokens::radiusControl,
                    chosen ? colors.selection : colors.hover);
    }
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    if (option.state.testFlag(QStyle::State_HasFocus) && view != nullptr && view->hasFocus()) {
        drawFocusRing(painter, panel, tokens::radiusControl, colors.accent);
    }
    return chosen || pointedAt;
}

}  // namespace

void drawRow(QPainter& painter, const QStyleOptionViewItem& option, const RowText& name,
             bool greyed, const QList<RowText>& captions, const QList<RowPill>& pills) {
    const StateColors colors = StateColors::of(option.palette);
    const auto visual = [&option](const QRect& rect) {
        return QStyle::visualRect(option.direction, option.rect, rect);
    };
    const auto draw = [&](const RowText& one) {
        painter.drawText(visual(one.rect), Qt::AlignVCenter | one.align | Qt::TextSingleLine,
                         one.text);
    };
    painter.save();
    const bool onTint = drawRowPanel(painter, option);
    painter.setFont(fontFor(TextRole::strong));
    painter.setPen(greyed ? colors.muted : colors.text);
    draw(name);
    painter.setFont(fontFor(TextRole::caption));
    painter.setPen(colors.muted);
    for (const RowText& caption : captions) {
        draw(caption);
    }
    for (const RowPill& pill : pills) {
        drawBadge(painter, visual(pill.rect), pill.text, pill.tone, option.palette, onTint);
    }
    painter.restore();
}

QRect rowContent(const QRect& row, int contentHeight) {
    const int top = row.top() + (std::max(row.height(), contentHeight) - contentHeight) / 2;
    const int edge = tokens::gapSmall + tokens::gapMedium;
    return {row.left() + edge, top, std::max(0, row.width() - 2 * edge), contentHeight};
}

int rowHeightFor(int contentHeight) {
    return std::max(tokens::rowHeight, contentHeight + 2 * tokens::gapSmall + 2);
}

}  // namespace ui

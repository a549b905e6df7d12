#pragma once

#include "ui/widgets/label.hpp"

#include <QList>
#include <QRect>
#include <QStyleOptionViewItem>

class QPainter;

namespace ui {

// What the rows of both lists have in common.

/// A word in a box at its place in the row.
struct RowPill {
    QRect rect;
    QString text;
    Tone tone = Tone::muted;
};

/// Adds a pill after those that stand in `line` already, if there is room. Nothing for an empty
/// text.
void addPill(QList<RowPill>& pills, const QRect& line, const QString& text, Tone tone);

/// The part of `line` behind the pills.
[[nodiscard]] QRect afterPills(const QList<RowPill>& pills, const QRect& line);

/// The tinted panel of a chosen or pointed-at row, and the focus ring. Gives whether it is tinted.
bool drawRowPanel(QPainter& painter, const QStyleOptionViewItem& option);

/// The row without its edges.
[[nodiscard]] QRect rowContent(const QRect& row, int contentHeight);
[[nodiscard]] int rowHeightFor(int contentHeight);

}  // namespace ui

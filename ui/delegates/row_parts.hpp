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

/// A line of text at its place in the row; already elided.
struct RowText {
    QRect rect;
    QString text;
    Qt::AlignmentFlag align = Qt::AlignLeading;
};

/// Panel, name, captions and pills, mirrored where the language is read from the right. `greyed`:
/// nothing can be done with it.
void drawRow(QPainter& painter, const QStyleOptionViewItem& option, const RowText& name,
             bool greyed, const QList<RowText>& captions, const QList<RowPill>& pills);

/// The row without its edges.
[[nodiscard]] QRect rowContent(const QRect& row, int contentHeight);
[[nodiscard]] int rowHeightFor(int contentHeight);

}  // namespace ui

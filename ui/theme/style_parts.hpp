#pragma once

#include <QStyleOption>

class QPainter;

namespace ui {

// What AppStyle draws itself, one function for each thing on screen.

void drawButtonPanel(const QStyleOption& option, QPainter& painter);
void drawFieldPanel(const QStyleOption& option, QPainter& painter);
void drawFlatPanel(const QStyleOption& option, QPainter& painter);
void drawCheckMark(const QStyleOption& option, QPainter& painter);
void drawRadioMark(const QStyleOption& option, QPainter& painter);
void drawItemPanel(const QStyleOptionViewItem& option, QPainter& painter);
void drawComboBox(const QStyleOptionComboBox& option, QPainter& painter, const QRect& arrow);
void drawSpinBox(const QStyleOptionSpinBox& option, QPainter& painter, const QRect& up,
                 const QRect& down);
void drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QRect& slider);
void drawSplitter(const QStyleOption& option, QPainter& painter);
void drawToolTipPanel(const QStyleOption& option, QPainter& painter);

/// Icons and marks grow with large text.
[[nodiscard]] int iconSizeOf(const QFontMetrics& metrics);
/// Whether the filled look of the page's one primary button is meant.
[[nodiscard]] bool isPrimary(const QStyleOption& option);

}  // namespace ui

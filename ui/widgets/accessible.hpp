#pragma once

class QString;
class QWidget;

namespace ui {

/// Teaches screen readers the widgets that we paint ourselves. Harmless when called again.
void installAccessibility();

/// Has a screen reader say what has become of `widget`: a change of phase, never a percentage.
void announce(QWidget& widget, const QString& words);

}  // namespace ui

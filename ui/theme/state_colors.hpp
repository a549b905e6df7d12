#pragma once

#include <QColor>
#include <QPalette>

namespace ui {

/// What a piece of text says beyond its words.
enum class Tone { normal, muted, success, warning, danger };

/// Colours by meaning, beyond what a QPalette names. Ask at each paint; keep none.
struct StateColors {
    QColor quantized;
    QColor kept;  ///< also "now": it is the same 16-bit data
    QColor overhead;
    QColor cache;
    QColor working;
    QColor success;
    QColor warning;
    QColor danger;
    QColor accent;
    QColor onAccent;
    QColor text;
    QColor muted;
    QColor border;     ///< outline of a control
    QColor separator;  ///< decoration only; also a bar's track
    QColor selection;  ///< behind a chosen row
    QColor hover;      ///< behind a row or flat button under the pointer
    QColor pressed;
    QColor card;  ///< raised from the window

    [[nodiscard]] static StateColors of(const QPalette& palette);
    [[nodiscard]] QColor ink(Tone tone) const;
    /// The colour, thinned to a background on which text is still read.
    [[nodiscard]] static QColor tint(const QColor& color, const QPalette& palette);
};

}  // namespace ui

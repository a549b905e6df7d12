#include "ui/theme/palettes.hpp"

namespace ui {

namespace {

struct Shades {
    QRgb window, base, raised, text, muted, disabled, accent, onAccent, border, track, tip, tipText;
};

// Contrast of each pair that is read is held by tests/ui/theme/contrast_test.cpp.
constexpr Shades lightShades{0xf7f7f8, 0xffffff, 0xffffff, 0x1b1f24, 0x5c636e, 0x7b818a,
                             0x2f6fde, 0xffffff, 0x8a9099, 0xd0d3d9, 0x2a2e35, 0xf2f3f5};
constexpr Shades darkShades{0x1e1f22, 0x26282c, 0x303338, 0xe8eaed, 0xa0a5ad, 0x80858d,
                            0x6ea8ff, 0x10131a, 0x7d828b, 0x45484e, 0x3a3e45, 0xe8eaed};

QPalette paletteFrom(const Shades& s) {
    QPalette p;
    p.setColor(QPalette::Window, QColor(s.window));
    p.setColor(QPalette::WindowText, QColor(s.text));
    p.setColor(QPalette::Base, QColor(s.base));
    p.setColor(QPalette::AlternateBase, QColor(s.window));
    p.setColor(QPalette::Text, QColor(s.text));
    p.setColor(QPalette::PlaceholderText, QColor(s.muted));
    p.setColor(QPalette::Button, QColor(s.raised));
    p.setColor(QPalette::ButtonText, QColor(s.text));
    p.setColor(QPalette::BrightText, QColor(s.onAccent));
    p.setColor(QPalette::Highlight, QColor(s.accent));
    p.setColor(QPalette::HighlightedText, QColor(s.onAccent));
    p.setColor(QPalette::Link, QColor(s.accent));
    p.setColor(QPalette::LinkVisited, QColor(s.accent));
    p.setColor(QPalette::ToolTipBase, QColor(s.tip));
    p.setColor(QPalette::ToolTipText, QColor(s.tipText));
    p.setColor(QPalette::Mid, QColor(s.border));
    p.setColor(QPalette::Midlight, QColor(s.track));
    p.setColor(QPalette::Light, QColor(s.base));
    p.setColor(QPalette::Dark, QColor(s.border));
    p.setColor(QPalette::Shadow, QColor(s.border));
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    p.setColor(QPalette::Accent, QColor(s.accent));
#endif
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::PlaceholderText, QPalette::HighlightedText}) {
        p.setColor(QPalette::Disabled, role, QColor(s.disabled));
    }
    p.setColor(QPalette::Disabled, QPalette::Button, QColor(s.window));
    p.setColor(QPalette::Disabled, QPalette::Base, QColor(s.window));
    p.setColor(QPalette::Disabled, QPalette::Highlight, QColor(s.track));
    p.setColor(QPalette::Disabled, QPalette::Mid, QColor(s.track));
    return p;
}

}  // namespace

QPalette lightPalette() {
    return paletteFrom(lightShades);
}

QPalette darkPalette() {
    return paletteFrom(darkShades);
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Active, QPalette::Window).lightness() <
           palette.color(QPalette::Active, QPalette::WindowText).lightness();
}

}  // namespace ui

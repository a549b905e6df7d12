#include "ui/theme/state_colors.hpp"

#include "ui/theme/palettes.hpp"

namespace ui {

namespace {

QColor mix(const QColor& top, const QColor& below, double part) {
    const auto blend = [part](int a, int b) {
        return static_cast<int>(a * part + b * (1 - part) + 0.5);
    };
    return {blend(top.red(), below.red()), blend(top.green(), below.green()),
            blend(top.blue(), below.blue())};
}

}  // namespace

StateColors StateColors::of(const QPalette& palette) {
    const bool dark = isDark(palette);
    const QColor window = palette.color(QPalette::Window);
    const QColor base = palette.color(QPalette::Base);
    StateColors c;
    c.quantized = QColor(dark ? 0x4cc38a : 0x0f8a5f);
    c.kept = QColor(dark ? 0x6ea8ff : 0x2f6fde);
    c.overhead = QColor(dark ? 0xe2b03c : 0x9a6700);
    c.cache = QColor(dark ? 0xb69cf5 : 0x7a4fc4);
    c.working = QColor(dark ? 0x8d939d : 0x7c838e);
    c.success = QColor(dark ? 0x4cc38a : 0x0b7a53);
    c.warning = QColor(dark ? 0xe2b03c : 0x8a5c00);
    c.danger = QColor(dark ? 0xff7b72 : 0xc42b1c);
    c.accent = palette.color(QPalette::Active, QPalette::Highlight);
    c.onAccent = palette.color(QPalette::Active, QPalette::HighlightedText);
    c.text = palette.color(QPalette::Active, QPalette::WindowText);
    c.muted = palette.color(QPalette::Active, QPalette::PlaceholderText);
    c.border = palette.color(QPalette::Active, QPalette::Mid);
    c.separator = palette.color(QPalette::Active, QPalette::Midlight);
    c.selection = mix(c.accent, base, dark ? 0.14 : 0.15);
    c.hover = mix(c.text, base, 0.06);
    c.pressed = mix(c.text, base, 0.12);
    c.card = dark ? mix(QColor(Qt::white), window, 0.04) : base;
    return c;
}

QColor StateColors::ink(Tone tone) const {
    switch (tone) {
        case Tone::muted:
            return muted;
        case Tone::success:
            return success;
        case Tone::warning:
            return warning;
        case Tone::danger:
            return danger;
        case Tone::normal:
            break;
    }
    return text;
}

QColor StateColors::tint(const QColor& color, const QPalette& palette) {
    return mix(color, palette.color(QPalette::Window), isDark(palette) ? 0.16 : 0.10);
}

}  // namespace ui

#include "ui/theme/palettes.hpp"
#include "ui/theme/state_colors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double forText = 4.5;     ///< WCAG 2.2, 1.4.3
constexpr double forShapes = 3.0;   ///< WCAG 2.2, 1.4.11: controls, figures, focus
constexpr double tolerance = 0.06;  ///< the table of the guide rounds to one decimal

double channel(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a);
    const double two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

/// `part` of `top` over `below`, as a badge's fill is drawn.
QColor over(const QColor& top, const QColor& below, double part) {
    return QColor::fromRgbF(static_cast<float>(top.redF() * part + below.redF() * (1 - part)),
                            static_cast<float>(top.greenF() * part + below.greenF() * (1 - part)),
                            static_cast<float>(top.blueF() * part + below.blueF() * (1 - part)));
}

class Contrast : public ::testing::TestWithParam<bool> {
protected:
    QPalette palette = GetParam() ? darkPalette() : lightPalette();
    StateColors colors = StateColors::of(palette);
    QColor window = palette.color(QPalette::Window);
    QColor base = palette.color(QPalette::Base);
};

TEST_P(Contrast, IsKnownForWhatItIs) {
    EXPECT_EQ(isDark(palette), GetParam());
}

TEST_P(Contrast, OfEveryTextReachesItsBackgrounds) {
    for (const QColor& ground : {window, base, colors.card, colors.selection, colors.hover}) {
        EXPECT_GE(contrast(colors.text, ground), 7) << ground.name().toStdString();
        EXPECT_GE(contrast(colors.muted, ground), forText) << ground.name().toStdString();
    }
    for (const QColor& ground : {window, base, colors.card}) {
        EXPECT_GE(contrast(colors.danger, ground), forText);
        EXPECT_GE(contrast(colors.warning, ground), forText);
        EXPECT_GE(contrast(colors.success, ground), forText);
    }
    EXPECT_GE(contrast(colors.onAccent, colors.accent), forText);
    EXPECT_GE(contrast(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)),
              forText);
}

TEST_P(Contrast, OfTextReachesTintedNotices) {
    for (const QColor& sign : {colors.danger, colors.warning, colors.success, colors.muted}) {
        const QColor tint = StateColors::tint(sign, palette);
        EXPECT_GE(contrast(colors.text, tint), 7);
        EXPECT_GE(contrast(colors.muted, tint), forText);
        EXPECT_GE(contrast(sign, tint), forShapes);
    }
}

TEST_P(Contrast, OfBadgesReachesText) {
    for (const QColor& ink : {colors.muted, colors.success, colors.warning}) {
        EXPECT_GE(contrast(ink, over(ink, base, 0.10)), forText) << ink.name().toStdString();
        EXPECT_GE(contrast(ink, base), forText);  // on a row under the pointer, or a selected one
    }
}

TEST_P(Contrast, OfFiguresAndControlsReachesTheWindow) {
    for (const QColor& figure : {colors.quantized, colors.kept, colors.overhead, colors.cache,
                                 colors.working, colors.accent, colors.border}) {
        EXPECT_GE(contrast(figure, window), forShapes - tolerance) << figure.name().toStdString();
    }
    EXPECT_GE(contrast(colors.border, base), forShapes);
    EXPECT_GE(contrast(colors.accent, colors.selection), forShapes);
}

TEST_P(Contrast, OfDisabledTextCanStillBeRead) {
    EXPECT_GE(contrast(palette.color(QPalette::Disabled, QPalette::WindowText), window), forShapes);
    EXPECT_GE(contrast(palette.color(QPalette::Disabled, QPalette::ButtonText),
                       palette.color(QPalette::Disabled, QPalette::Button)),
              forShapes);
}

INSTANTIATE_TEST_SUITE_P(Palettes, Contrast, ::testing::Bool(),
                         [](const auto& each) { return each.param ? "Dark" : "Light"; });

}  // namespace

}  // namespace ui

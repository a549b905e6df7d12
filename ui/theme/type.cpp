#include "ui/theme/type.hpp"

#include "ui/theme/tokens.hpp"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>

#include <algorithm>

namespace ui {

namespace {

QFont scaled(QFont font, double scale) {
    const double points = QFontInfo(font).pointSizeF();
    font.setPointSizeF(points * scale);
    return font;
}

QFont caption(QFont font) {
    const double points = QFontInfo(font).pointSizeF();
    const double least = std::min(points, tokens::leastCaptionPoints);
    font.setPointSizeF(std::max(points * tokens::captionScale, least));
    return font;
}

}  // namespace

QFont fontFor(TextRole role) {
    QFont font = QApplication::font();
    switch (role) {
        case TextRole::title:
            font = scaled(font, tokens::titleScale);
            font.setWeight(QFont::DemiBold);
            break;
        case TextRole::heading:
            font = scaled(font, tokens::headingScale);
            font.setWeight(QFont::DemiBold);
            break;
        case TextRole::strong:
            font.setWeight(QFont::DemiBold);
            break;
        case TextRole::body:
            break;
        case TextRole::caption:
            font = caption(font);
            break;
        case TextRole::monospace: {
            QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
            fixed.setPointSizeF(caption(font).pointSizeF());
            return fixed;
        }
    }
    return font;
}

}  // namespace ui

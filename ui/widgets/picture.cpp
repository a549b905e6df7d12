#include "ui/widgets/picture.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"

#include <QPainter>

namespace ui {

namespace {

constexpr int discSide = tokens::pictureSize + 2 * tokens::gapLarge;

}  // namespace

Picture::Picture(Icon icon, QWidget* parent) : QWidget(parent), m_icon(icon) {
    setFixedSize(sizeHint());
}

void Picture::setIcon(Icon icon) {
    if (m_icon != icon) {
        m_icon = icon;
        update();
    }
}

QSize Picture::sizeHint() const {
    return {discSide, discSide};
}

void Picture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    const QRectF disc(rect());
    QColor fill = colors.muted;
    fill.setAlphaF(0.10F);
    drawSurface(painter, disc, disc.width() / 2, fill);
    const double inset = (disc.width() - tokens::pictureSize) / 2 + tokens::gapTiny;
    paintIcon(painter, m_icon, disc.adjusted(inset, inset, -inset, -inset), colors.muted);
}

}  // namespace ui

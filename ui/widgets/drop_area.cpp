#include "ui/widgets/drop_area.hpp"

#include "ui/theme/icons.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"
#include "ui/widgets/accessible.hpp"

#include <QPainter>

namespace ui {

DropArea::DropArea(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropArea::showVerdict(bool accepted, const QString& text) {
    if (m_text != text || m_accepted != accepted) {
        m_accepted = accepted;
        m_text = text;
        announce(*this, text);
    }
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropArea::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    painter.fillRect(rect(), palette().color(QPalette::Window));

    const QColor color = m_accepted ? colors.accent : colors.danger;
    const QRectF frame = QRectF(rect()).adjusted(tokens::gapLarge, tokens::gapLarge,
                                                 -tokens::gapLarge, -tokens::gapLarge);
    drawSurface(painter, frame, tokens::radiusCard, {}, color, tokens::focusWidth);

    const QRectF picture(frame.center().x() - tokens::pictureSize / 2.0,
                         frame.center().y() - tokens::pictureSize - tokens::gapSmall,
                         tokens::pictureSize, tokens::pictureSize);
    paintIcon(painter, m_accepted ? Icon::drop : Icon::refuse, picture, color);
    painter.setFont(fontFor(TextRole::heading));
    painter.setPen(colors.text);
    const QRectF words(frame.left() + tokens::pageEdge, frame.center().y() + tokens::gapSmall,
                       frame.width() - 2.0 * tokens::pageEdge,
                       frame.height() / 2 - tokens::gapSmall);
    painter.drawText(words, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_text);
}

}  // namespace ui

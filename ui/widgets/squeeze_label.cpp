#include "ui/widgets/squeeze_label.hpp"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace ui {

QSize SqueezeLabel::sizeHint() const {
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + margins.left() + margins.right() + 2,
            fontMetrics().height() + margins.top() + margins.bottom()};
}

QSize SqueezeLabel::minimumSizeHint() const {
    const int least = fontMetrics().averageCharWidth() * 8;
    return {std::min(sizeHint().width(), least), sizeHint().height()};
}

bool SqueezeLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const bool squeezed = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
        const QString tip = !m_fullText.isEmpty() ? m_fullText : squeezed ? text() : QString();
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tip, this);
        return true;
    }
    return Label::event(event);
}

void SqueezeLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideMiddle, contentsRect().width());
    const auto flags = QStyle::visualAlignment(layoutDirection(), alignment());
    style()->drawItemText(&painter, contentsRect(), static_cast<int>(flags), palette(), isEnabled(),
                          shown, QPalette::WindowText);
}

}  // namespace ui

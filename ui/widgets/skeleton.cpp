#include "ui/widgets/skeleton.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"

#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <array>

namespace ui {

Skeleton::Skeleton(QWidget* parent) : QWidget(parent) {}

void Skeleton::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    const int wait = ++m_wait;
    QTimer::singleShot(tokens::loadingDelay, this, [this, wait] {
        if (wait == m_wait) {
            m_due = true;
            update();
        }
    });
}

void Skeleton::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    ++m_wait;
    m_due = false;
}

void Skeleton::paintEvent(QPaintEvent*) {
    if (!m_due) {
        return;
    }
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    constexpr std::array<double, 4> lengths{0.55, 0.70, 0.45, 0.62};
    const double line = fontMetrics().height() * 0.7;
    double top = tokens::gapLarge;
    for (const double length : lengths) {
        const double room = std::max(0, width() - 2 * tokens::gapLarge);
        drawSurface(painter, {double{tokens::gapLarge}, top, room * length, line},
                    tokens::radiusMark, colors.pressed);
        drawSurface(painter,
                    {double{tokens::gapLarge}, top + line * 1.9, room * length * 0.6, line},
                    tokens::radiusMark, colors.hover);
        top += tokens::rowHeight;
    }
}

}  // namespace ui

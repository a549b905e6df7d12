#include "ui/widgets/phase_progress.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"

#include <QAccessible>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace ui {

using quince::ConversionState;

namespace {

QColor fillOf(ConversionState phase, const StateColors& colors) {
    switch (phase) {
        case ConversionState::verifying:
        case ConversionState::publishing:
        case ConversionState::succeeded:
            return colors.quantized;
        case ConversionState::failed:
            return colors.danger;
        case ConversionState::stopping:
        case ConversionState::stopped:
            return colors.working;
        default:
            return colors.accent;
    }
}

/// Stopping, failing and stopping short leave the bar of the phase they happened in.
bool keepsBar(ConversionState phase) {
    return phase == ConversionState::stopping || phase == ConversionState::stopped ||
           phase == ConversionState::failed;
}

}  // namespace

PhaseProgress::PhaseProgress(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PhaseProgress::setProgress(ConversionState phase, quint64 done, quint64 total) {
    const bool same = phase == m_phase || keepsBar(phase);
    const int before = percent();
    m_done = same && total == m_total ? std::max(m_done, done) : done;
    m_total = total;
    m_phase = phase;
    update();
    if (before != percent()) {
        QAccessibleValueChangeEvent event(this, percent());
        QAccessible::updateAccessibility(&event);
    }
}

int PhaseProgress::percent() const {
    if (m_total == 0) {
        return 0;
    }
    return static_cast<int>(100.0 * static_cast<double>(std::min(m_done, m_total)) /
                            static_cast<double>(m_total));
}

QSize PhaseProgress::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 30, tokens::progressHeight};
}

void PhaseProgress::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    const QRectF track(0, (height() - tokens::progressHeight) / 2.0, width(),
                       tokens::progressHeight);
    const double radius = track.height() / 2;
    drawSurface(painter, track, radius, colors.separator);
    if (m_total > 0 && m_done > 0) {
        const double share =
            static_cast<double>(std::min(m_done, m_total)) / static_cast<double>(m_total);
        QRectF done = track;
        done.setWidth(std::max(track.height(), track.width() * share));
        if (layoutDirection() == Qt::RightToLeft) {
            done.moveRight(track.right());
        }
        drawSurface(painter, done, radius, fillOf(m_phase, colors));
    }
}

}  // namespace ui

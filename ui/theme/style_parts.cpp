#include "ui/theme/style_parts.hpp"

#include "ui/theme/icons.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"

#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace ui {

namespace {

using tokens::radiusControl;

bool enabled(const QStyleOption& option) {
    return option.state.testFlag(QStyle::State_Enabled);
}

bool hovered(const QStyleOption& option) {
    return enabled(option) && option.state.testFlag(QStyle::State_MouseOver);
}

bool pressed(const QStyleOption& option) {
    return enabled(option) && option.state.testFlag(QStyle::State_Sunken);
}

bool focused(const QStyleOption& option) {
    return enabled(option) && option.state.testFlag(QStyle::State_HasFocus);
}

/// Focus that came by keyboard: a click needs no ring.
bool keyFocused(const QStyleOption& option) {
    return focused(option) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

QColor outlineOf(const QStyleOption& option) {
    return option.palette.color(enabled(option) ? QPalette::Active : QPalette::Disabled,
                                QPalette::Mid);
}

void drawPrimaryPanel(const QStyleOption& option, QPainter& painter, const StateColors& colors) {
    const QRectF rect(option.rect);
    QColor fill = colors.accent;
    if (pressed(option)) {
        fill = fill.darker(118);
    } else if (hovered(option)) {
        fill = fill.darker(108);
    }
    drawSurface(painter, rect, radiusControl, fill);
    if (keyFocused(option)) {
        const QRectF inner = rect.adjusted(2, 2, -2, -2);
        drawFocusRing(painter, inner, radiusControl - 2, colors.onAccent);
    }
}

QColor markFill(const QStyleOption& option, const StateColors& colors, bool on) {
    if (!enabled(option)) {
        return on ? colors.border : option.palette.color(QPalette::Window);
    }
    return on ? colors.accent : option.palette.color(QPalette::Active, QPalette::Base);
}

}  // namespace

int iconSizeOf(const QFontMetrics& metrics) {
    return std::max(tokens::iconSize, metrics.height() * 4 / 5);
}

bool isPrimary(const QStyleOption& option) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    return button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
}

void drawButtonPanel(const QStyleOption& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    if (isPrimary(option) && enabled(option)) {
        drawPrimaryPanel(option, painter, colors);
        return;
    }
    const QRectF rect(option.rect);
    QColor fill = option.palette.color(QPalette::Button);
    if (pressed(option)) {
        fill = colors.pressed;
    } else if (hovered(option)) {
        fill = colors.hover;
    }
    const QColor outline = enabled(option) ? colors.border : colors.separator;
    drawSurface(painter, rect, radiusControl, fill, outline);
    if (keyFocused(option)) {
        drawFocusRing(painter, rect, radiusControl, colors.accent);
    }
}

void drawFieldPanel(const QStyleOption& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    const QRectF rect(option.rect);
    drawSurface(painter, rect, radiusControl, option.palette.color(QPalette::Base),
                outlineOf(option));
    if (focused(option)) {
        drawFocusRing(painter, rect, radiusControl, colors.accent);
    }
}

void drawFlatPanel(const QStyleOption& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    if (pressed(option)) {
        drawSurface(painter, option.rect, radiusControl, colors.pressed);
    } else if (hovered(option)) {
        drawSurface(painter, option.rect, radiusControl, colors.hover);
    }
    if (keyFocused(option)) {
        drawFocusRing(painter, option.rect, radiusControl, colors.accent);
    }
}

void drawCheckMark(const QStyleOption& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    const bool on = !option.state.testFlag(QStyle::State_Off);
    const QRectF rect(option.rect);
    drawSurface(painter, rect, tokens::radiusMark, markFill(option, colors, on),
                on ? QColor() : outlineOf(option));
    if (on) {
        const bool partly = option.state.testFlag(QStyle::State_NoChange);
        paintIcon(painter, partly ? Icon::remove : Icon::check, rect.adjusted(1, 1, -1, -1),
                  enabled(option) ? colors.onAccent : option.palette.color(QPalette::Window));
    }
}

void drawRadioMark(const QStyleOption& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    const bool on = option.state.testFlag(QStyle::State_On);
    const QRectF rect(option.rect);
    drawSurface(painter, rect, rect.height() / 2, markFill(option, colors, on),
                on ? QColor() : outlineOf(option));
    if (on) {
        const double inset = rect.height() * 0.31;
        drawSurface(painter, rect.adjusted(inset, inset, -inset, -inset), rect.height(),
                    enabled(option) ? colors.onAccent : option.palette.color(QPalette::Window));
    }
}

void drawItemPanel(const QStyleOptionViewItem& option, QPainter& painter) {
    const StateColors colors = StateColors::of(option.palette);
    const QRectF rect = QRectF(option.rect).adjusted(0, 1, 0, -1);
    if (option.state.testFlag(QStyle::State_Selected)) {
        drawSurface(painter, rect, radiusControl, colors.selection);
    } else if (hovered(option)) {
        drawSurface(painter, rect, radiusControl, colors.hover);
    }
}

void drawComboBox(const QStyleOptionComboBox& option, QPainter& painter, const QRect& arrow) {
    const StateColors colors = StateColors::of(option.palette);
    const QRectF rect(option.rect);
    QColor fill = option.palette.color(option.editable ? QPalette::Base : QPalette::Button);
    if (!option.editable && pressed(option)) {
        fill = colors.pressed;
    } else if (!option.editable && hovered(option)) {
        fill = colors.hover;
    }
    drawSurface(painter, rect, radiusControl, fill, outlineOf(option));
    if (option.editable ? focused(option) : keyFocused(option)) {
        drawFocusRing(painter, rect, radiusControl, colors.accent);
    }
    const double side = iconSizeOf(option.fontMetrics) - 2;
    QRectF mark(0, 0, side, side);
    mark.moveCenter(QRectF(arrow).center());
    paintIcon(painter, Icon::chevronDown, mark,
              option.palette.color(enabled(option) ? QPalette::Active : QPalette::Disabled,
                                   QPalette::PlaceholderText));
}

void drawSpinBox(const QStyleOptionSpinBox& option, QPainter& painter, const QRect& up,
                 const QRect& down) {
    const StateColors colors = StateColors::of(option.palette);
    drawFieldPanel(option, painter);
    const auto drawStep = [&](const QRect& rect, double turn, bool possible, bool active) {
        if (active && pressed(option)) {
            drawSurface(painter, QRectF(rect).adjusted(2, 2, -2, -2), tokens::radiusMark,
                        colors.pressed);
        }
        painter.save();
        painter.translate(QRectF(rect).center());
        painter.rotate(turn);
        const QColor color = possible && enabled(option) ? colors.muted : colors.separator;
        paintIcon(painter, Icon::chevronDown, QRectF(-5, -5, 10, 10), color);
        painter.restore();
    };
    const bool canUp = option.stepEnabled.testFlag(QAbstractSpinBox::StepUpEnabled);
    const bool canDown = option.stepEnabled.testFlag(QAbstractSpinBox::StepDownEnabled);
    drawStep(up, 180, canUp, option.activeSubControls == QStyle::SC_SpinBoxUp);
    drawStep(down, 0, canDown, option.activeSubControls == QStyle::SC_SpinBoxDown);
}

void drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QRect& slider) {
    const StateColors colors = StateColors::of(option.palette);
    const bool active = option.activeSubControls == QStyle::SC_ScrollBarSlider &&
                        (hovered(option) || pressed(option));
    const double inset = active ? 2 : 3;
    const QRectF handle = QRectF(slider).adjusted(inset, inset, -inset, -inset);
    if (option.minimum < option.maximum) {
        QColor color = colors.border;
        color.setAlphaF(active ? 1.0F : 0.65F);
        drawSurface(painter, handle, std::min(handle.width(), handle.height()) / 2, color);
    }
}

void drawSplitter(const QStyleOption& option, QPainter& painter) {
    painter.fillRect(option.rect, StateColors::of(option.palette).separator);
}

void drawToolTipPanel(const QStyleOption& option, QPainter& painter) {
    painter.fillRect(option.rect, option.palette.color(QPalette::ToolTipBase));
}

}  // namespace ui

#include "ui/theme/app_style.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/palettes.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/style_parts.hpp"
#include "ui/theme/tokens.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyleFactory>
#include <QToolButton>

#include <algorithm>

namespace ui {

namespace {

constexpr int comboArrowWidth = 28;
constexpr int spinStepWidth = 24;

QRect mirrored(const QStyleOption& option, const QRect& rect) {
    return QStyle::visualRect(option.direction, option.rect, rect);
}

int heightFor(const QStyleOption* option, int least) {
    const int text = option != nullptr ? option->fontMetrics.height() : 0;
    return std::max(least, text + tokens::gapMedium);
}

}  // namespace

AppStyle::AppStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                          const QWidget* widget) const {
    switch (metric) {
        case PM_LayoutHorizontalSpacing:
        case PM_LayoutVerticalSpacing:
            return tokens::gapSmall;
        case PM_LayoutLeftMargin:
        case PM_LayoutTopMargin:
        case PM_LayoutRightMargin:
        case PM_LayoutBottomMargin:
            return tokens::gapLarge;
        case PM_DefaultFrameWidth:  // keeps a list off its own round corners
            if (qobject_cast<const QAbstractItemView*>(widget) != nullptr) {
                return 2;
            }
            return QProxyStyle::pixelMetric(metric, option, widget);
        case PM_ScrollBarExtent:
            return tokens::scrollBarWidth;
        case PM_SplitterWidth:
            return 1;
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ToolBarIconSize:
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
            return iconSizeOf(QFontMetrics(QApplication::font()));
        case PM_CheckBoxLabelSpacing:
        case PM_RadioButtonLabelSpacing:
            return tokens::gapSmall;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
            return 0;
        case PM_FocusFrameVMargin:
        case PM_FocusFrameHMargin:
            return tokens::gapTiny;
        case PM_ToolTipLabelFrameWidth:
            return tokens::gapSmall;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int AppStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                        QStyleHintReturn* returned) const {
    switch (hint) {
        case SH_ComboBox_Popup:
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
        case SH_DialogButtonBox_ButtonsHaveIcons:
            return 0;
        case SH_ToolTipLabel_Opacity:
            return 255;
        case SH_UnderlineShortcut:
            return m_underlines ? 1 : 0;
#if !defined(Q_OS_WIN) && !defined(Q_OS_MACOS)
        case SH_DialogButtonLayout:
            return QDialogButtonBox::GnomeLayout;  // the primary button last
#endif
        default:
            return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QSize AppStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                 const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
        case CT_PushButton:
            return {std::max(result.width() + tokens::gapLarge, size.width() + tokens::gapPage),
                    heightFor(option, tokens::controlHeight)};
        case CT_ComboBox:
            return {size.width() + comboArrowWidth + tokens::gapLarge,
                    heightFor(option, tokens::controlHeight)};
        case CT_LineEdit:
            return {result.width(), heightFor(option, tokens::controlHeight)};
        case CT_SpinBox:
            return {result.width() + spinStepWidth, heightFor(option, tokens::controlHeight)};
        case CT_ToolButton:
            return {std::max(result.width() + tokens::gapSmall, tokens::compactHeight),
                    heightFor(option, tokens::compactHeight)};
        case CT_CheckBox:
        case CT_RadioButton:
            return {result.width() + tokens::gapTiny, heightFor(option, tokens::compactHeight)};
        case CT_ItemViewItem:
            return {result.width(), std::max(result.height(), heightFor(option, 30))};
        case CT_MenuItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            const bool line =
                item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator;
            return line ? result : QSize(result.width() + tokens::gapLarge, result.height() + 4);
        }
        default:
            return result;
    }
}

QRect AppStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                               SubControl part, const QWidget* widget) const {
    const QRect rect = option->rect;
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) {
        return mirrored(*option, rect.adjusted(tokens::gapSmall, 2, -comboArrowWidth, -2));
    }
    if (control == CC_ComboBox && part == SC_ComboBoxArrow) {
        return mirrored(*option, {rect.right() - comboArrowWidth + 1, rect.top(), comboArrowWidth,
                                  rect.height()});
    }
    if (control == CC_SpinBox) {
        const QRect steps(rect.right() - spinStepWidth, rect.top() + 1, spinStepWidth,
                          rect.height() - 2);
        switch (part) {
            case SC_SpinBoxUp:
                return mirrored(*option, steps.adjusted(0, 0, 0, -steps.height() / 2));
            case SC_SpinBoxDown:
                return mirrored(*option, steps.adjusted(0, steps.height() / 2, 0, 0));
            case SC_SpinBoxEditField:
                return mirrored(*option, rect.adjusted(tokens::gapTiny, 2, -spinStepWidth, -2));
            default:
                break;
        }
    }
    if (control == CC_ScrollBar) {
        // No arrows at the ends: the groove is the whole bar.
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine) {
            return {};
        }
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (part == SC_ScrollBarGroove) {
            return rect;
        }
        if (bar != nullptr && part == SC_ScrollBarSlider) {
            const bool across = bar->orientation == Qt::Horizontal;
            const int length = across ? rect.width() : rect.height();
            const qint64 range = qint64{bar->maximum} - bar->minimum;
            const qint64 whole = std::max<qint64>(1, range + bar->pageStep);
            const int least = std::min(length, tokens::controlHeight);
            const int size =
                std::clamp(static_cast<int>(length * qint64{bar->pageStep} / whole), least, length);
            const int start = sliderPositionFromValue(
                bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
            return across ? QRect(rect.left() + start, rect.top(), size, rect.height())
                          : QRect(rect.left(), rect.top() + start, rect.width(), size);
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect AppStyle::subElementRect(SubElement element, const QStyleOption* option,
                               const QWidget* widget) const {
    if (element == SE_LineEditContents) {
        return option->rect.adjusted(tokens::gapTiny + 2, 1, -tokens::gapTiny, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                             QPainter* painter, const QWidget* widget) const {
    switch (element) {
        case PE_PanelButtonCommand:
            drawButtonPanel(*option, *painter);
            return;
        case PE_PanelButtonTool:
            drawFlatPanel(*option, *painter);
            return;
        case PE_FrameDefaultButton:
            return;
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            const bool framed = frame != nullptr && frame->lineWidth > 0;
            if (framed) {
                drawFieldPanel(*option, *painter);
            }
            return;
        }
        case PE_IndicatorCheckBox:
        case PE_IndicatorItemViewItemCheck:
            drawCheckMark(*option, *painter);
            return;
        case PE_IndicatorRadioButton:
            drawRadioMark(*option, *painter);
            return;
        case PE_PanelItemViewItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
                drawItemPanel(*item, *painter);
                return;
            }
            break;
        case PE_Frame:
            if (qobject_cast<const QAbstractItemView*>(widget) != nullptr) {
                drawSurface(*painter, option->rect, tokens::radiusMark,
                            option->palette.color(QPalette::Base),
                            option->palette.color(QPalette::Mid));
                return;
            }
            break;
        case PE_FrameFocusRect: {
            const bool byKey = option->state.testFlag(State_KeyboardFocusChange);
            if (byKey && qobject_cast<const QAbstractItemView*>(widget) == nullptr) {
                drawFocusRing(*painter, QRectF(option->rect).adjusted(-2, -1, 2, 1),
                              tokens::radiusMark, StateColors::of(option->palette).accent);
            }
            return;
        }
        case PE_PanelTipLabel:
            drawToolTipPanel(*option, *painter);
            return;
        default:
            break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void AppStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) const {
    if (element == CE_Splitter) {
        drawSplitter(*option, *painter);
        return;
    }
    if (element == CE_PushButtonLabel && isPrimary(*option) &&
        option->state.testFlag(State_Enabled)) {
        QStyleOptionButton primary(*qstyleoption_cast<const QStyleOptionButton*>(option));
        const StateColors colors = StateColors::of(option->palette);
        primary.palette.setColor(QPalette::ButtonText, colors.onAccent);
        QProxyStyle::drawControl(element, &primary, painter, widget);
        return;
    }
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        combo != nullptr && element == CE_ComboBoxLabel) {
        QStyleOptionComboBox squeezed(*combo);
        const QRect room =
            proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
        squeezed.currentText =
            combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, room.width() - 2);
        QProxyStyle::drawControl(element, &squeezed, painter, widget);
        return;
    }
    if (element == CE_ItemViewItem) {
        // The chosen row keeps the colour of text: its background is only tinted.
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            QStyleOptionViewItem calm(*item);
            calm.rect.adjust(tokens::gapTiny, 0, -tokens::gapTiny, 0);
            calm.palette.setColor(QPalette::HighlightedText, item->palette.color(QPalette::Text));
            QProxyStyle::drawControl(element, &calm, painter, widget);
            return;
        }
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                  QPainter* painter, const QWidget* widget) const {
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        combo != nullptr && control == CC_ComboBox) {
        drawComboBox(*combo, *painter,
                     proxy()->subControlRect(control, option, SC_ComboBoxArrow, widget));
        return;
    }
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        spin != nullptr && control == CC_SpinBox) {
        drawSpinBox(*spin, *painter, proxy()->subControlRect(control, option, SC_SpinBoxUp, widget),
                    proxy()->subControlRect(control, option, SC_SpinBoxDown, widget));
        return;
    }
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        bar != nullptr && control == CC_ScrollBar) {
        drawScrollBar(*bar, *painter,
                      proxy()->subControlRect(control, option, SC_ScrollBarSlider, widget));
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void AppStyle::setUnderlines(bool shown) {
    if (m_underlines != shown) {
        m_underlines = shown;
        for (QWidget* widget : QApplication::allWidgets()) {
            widget->update();
        }
    }
}

void AppStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QComboBox*>(widget) != nullptr ||
        qobject_cast<QToolButton*>(widget) != nullptr ||
        qobject_cast<QLineEdit*>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
}

}  // namespace ui

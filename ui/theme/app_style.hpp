#pragma once

#include <QProxyStyle>

namespace ui {

/// Fusion's behaviour in Quince's clothes: quiet surfaces, roomy controls, one filled primary
/// button (QPushButton::setDefault), a focus ring that is always seen.
class AppStyle : public QProxyStyle {
    Q_OBJECT

public:
    AppStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
    void polish(QWidget* widget) override;

    /// Underlines under mnemonics: shown while Alt is held.
    void setUnderlines(bool shown);

    using QProxyStyle::polish;

private:
    bool m_underlines = false;
};

}  // namespace ui

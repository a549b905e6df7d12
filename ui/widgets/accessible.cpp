#include "ui/widgets/accessible.hpp"

#include "ui/widgets/layer_bars.hpp"
#include "ui/widgets/legend.hpp"
#include "ui/widgets/mac_fit_strip.hpp"
#include "ui/widgets/phase_progress.hpp"
#include "ui/widgets/segment_bar.hpp"
#include "ui/widgets/trade_off_chart.hpp"

#include <QAccessible>
#include <QAccessibleWidget>

namespace ui {

namespace {

class ProgressInterface : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit ProgressInterface(PhaseProgress* progress)
        : QAccessibleWidget(progress, QAccessible::ProgressBar), m_progress(progress) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) {
            return static_cast<QAccessibleValueInterface*>(this);
        }
        return QAccessibleWidget::interface_cast(type);
    }

    QVariant currentValue() const override { return m_progress->percent(); }
    void setCurrentValue(const QVariant&) override {}
    QVariant maximumValue() const override { return 100; }
    QVariant minimumValue() const override { return 0; }
    QVariant minimumStepSize() const override { return 1; }

private:
    PhaseProgress* m_progress;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    if (auto* progress = qobject_cast<PhaseProgress*>(object)) {
        return new ProgressInterface(progress);
    }
    if (auto* bar = qobject_cast<SegmentBar*>(object)) {
        return new QAccessibleWidget(bar, QAccessible::Chart);
    }
    if (auto* bars = qobject_cast<LayerBars*>(object)) {
        return new QAccessibleWidget(bars, QAccessible::Chart);
    }
    if (auto* chart = qobject_cast<TradeOffChart*>(object)) {
        return new QAccessibleWidget(chart, QAccessible::Chart);
    }
    if (auto* strip = qobject_cast<MacFitStrip*>(object)) {
        return new QAccessibleWidget(strip, QAccessible::Chart);
    }
    if (auto* legend = qobject_cast<Legend*>(object)) {
        return new QAccessibleWidget(legend, QAccessible::StaticText);
    }
    return nullptr;
}

}  // namespace

void installAccessibility() {
    QAccessible::installFactory(&make);  // keeps a factory once, however often it is given
}

void announce(QWidget& widget, const QString& words) {
    widget.setAccessibleName(words);
    QAccessibleEvent event(&widget, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

}  // namespace ui

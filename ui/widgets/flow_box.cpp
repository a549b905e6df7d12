#include "ui/widgets/flow_box.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/segments.hpp"

#include <QEvent>
#include <QStyle>

#include <algorithm>

namespace ui {

FlowBox::FlowBox(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QList<QWidget*> FlowBox::items() const {
    QList<QWidget*> shown = findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    shown.erase(std::remove_if(shown.begin(), shown.end(),
                               [](const QWidget* item) { return item->isHidden(); }),
                shown.end());
    return shown;
}

std::vector<QRect> FlowBox::rects(int width) const {
    std::vector<QSize> sizes;
    for (const QWidget* item : items()) {
        sizes.push_back(item->sizeHint());
    }
    return flowRects(sizes, width, tokens::gapLarge, tokens::gapTiny);
}

QSize FlowBox::sizeHint() const {
    const int usual = std::max(width(), 1);
    return {usual, heightForWidth(usual)};
}

int FlowBox::heightForWidth(int width) const {
    return flowHeight(rects(width));
}

void FlowBox::arrange() {
    const std::vector<QRect> places = rects(width());
    const QList<QWidget*> all = items();
    for (int i = 0; i < all.size(); ++i) {
        const QRect& place = places[static_cast<std::size_t>(i)];
        all[i]->setGeometry(QStyle::visualRect(layoutDirection(), rect(), place));
    }
}

void FlowBox::resizeEvent(QResizeEvent*) {
    arrange();
}

bool FlowBox::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {  // a child has another size
        updateGeometry();
        arrange();
    }
    return QWidget::event(event);
}

}  // namespace ui

#include "ui/widgets/legend.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"
#include "ui/widgets/segments.hpp"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QStringList>
#include <QStyle>

#include <algorithm>

namespace ui {

namespace {

constexpr int swatchSide = 9;
constexpr int swatchRoom = swatchSide + 6;

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setFont(fontFor(TextRole::caption));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void Legend::setItems(const QList<Item>& items) {
    if (m_items != items) {
        m_items = items;
        setAccessibleName(words());
        updateGeometry();
        update();
    }
}

QString Legend::words() const {
    QStringList all;
    for (const Item& item : m_items) {
        all.append(item.words);
    }
    return all.join(QStringLiteral(", "));
}

std::vector<QSize> Legend::itemSizes() const {
    std::vector<QSize> sizes;
    const QFontMetrics metrics(font());
    for (const Item& item : m_items) {
        const int mark = item.swatch ? swatchRoom : 0;
        sizes.emplace_back(metrics.horizontalAdvance(item.words) + mark + 2, metrics.height());
    }
    return sizes;
}

int Legend::heightForWidth(int width) const {
    return flowHeight(flowRects(itemSizes(), width, tokens::gapLarge, tokens::gapTiny));
}

QSize Legend::sizeHint() const {
    int width = 0;
    for (const QSize& size : itemSizes()) {
        width += size.width() + tokens::gapLarge;
    }
    return {width, QFontMetrics(font()).height()};
}

QSize Legend::minimumSizeHint() const {
    int width = 0;
    for (const QSize& size : itemSizes()) {
        width = std::max(width, size.width());
    }
    return {std::min(width, fontMetrics().averageCharWidth() * 12), QFontMetrics(font()).height()};
}

void Legend::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        setFont(fontFor(TextRole::caption));
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void Legend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    const std::vector<QRect> rects =
        flowRects(itemSizes(), width(), tokens::gapLarge, tokens::gapTiny);
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        const QRect logical = rects[static_cast<std::size_t>(i)];
        QRect mark(logical.left(), logical.center().y() - swatchSide / 2, swatchSide, swatchSide);
        QRect text = logical;
        if (m_items[i].swatch) {
            text.setLeft(logical.left() + swatchRoom);
            drawSurface(painter, QStyle::visualRect(layoutDirection(), rect(), mark), 2,
                        colorOf(*m_items[i].swatch, colors));
        }
        painter.setPen(isEnabled() ? colors.muted
                                   : palette().color(QPalette::Disabled, QPalette::WindowText));
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), text),
                         Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                         m_items[i].words);
    }
}

}  // namespace ui

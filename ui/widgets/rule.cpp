#include "ui/widgets/rule.hpp"

#include "ui/theme/state_colors.hpp"

#include <QPainter>

namespace ui {

Rule::Rule(QWidget* parent) : QWidget(parent) {
    setFixedHeight(1);
}

void Rule::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), StateColors::of(palette()).separator);
}

}  // namespace ui

#include "ui/widgets/disclosure.hpp"

#include "ui/theme/icons.hpp"

namespace ui {

Disclosure::Disclosure(const QString& text, QWidget* target, QWidget* parent)
    : QToolButton(parent), m_target(target) {
    setText(text);
    setCheckable(true);
    setAutoRaise(true);
    setFocusPolicy(Qt::StrongFocus);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(this, &QToolButton::toggled, this, &Disclosure::adopt);
    adopt(false);
}

void Disclosure::adopt(bool open) {
    setIcon(makeIcon(open ? Icon::chevronDown : Icon::chevronRight));
    setAccessibleDescription(open ? tr("expanded") : tr("collapsed"));
    m_target->setVisible(open);
}

}  // namespace ui

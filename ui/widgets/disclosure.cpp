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
    // Tab goes from the heading into what it unfolds, whichever was made first.
    QWidget* before = this;
    for (QWidget* child : target->findChildren<QWidget*>()) {
        if ((child->focusPolicy() & Qt::TabFocus) != 0 && child->window() == window()) {
            setTabOrder(before, child);
            before = child;
        }
    }
    connect(this, &QToolButton::toggled, this, &Disclosure::adopt);
    adopt(false);
}

void Disclosure::adopt(bool open) {
    setIcon(makeIcon(open ? Icon::chevronDown : Icon::chevronRight));
    setAccessibleDescription(open ? tr("expanded") : tr("collapsed"));
    m_target->setVisible(open);
}

}  // namespace ui

#include "ui/pages/finder.hpp"

#include "ui/pages/hub_page.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/segmented.hpp"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

Finder::Finder(QWidget* parent)
    : QWidget(parent),
      m_switch(new Segmented({tr("On this &disk"), tr("Hu&gging Face")}, this)),
      m_stack(new QStackedWidget(this)),
      m_library(new LibraryPage(m_stack)),
      m_hub(new HubPage(m_stack)) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_switch->setAccessibleName(tr("Where to look for models"));
    m_stack->addWidget(m_library);
    m_stack->addWidget(m_hub);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, tokens::gapMedium, 0, 0);
    column->setSpacing(tokens::gapSmall);
    auto* edge = new QVBoxLayout;
    edge->setContentsMargins(tokens::gapMedium, 0, tokens::gapMedium, 0);
    edge->addWidget(m_switch);
    column->addLayout(edge);
    column->addWidget(m_stack, 1);
    connect(m_switch, &Segmented::chosen, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        Q_EMIT sideChanged(side());
    });
    connect(m_hub, &HubPage::diskRequested, this, [this] { setSide(Side::disk); });
}

Finder::Side Finder::side() const {
    return m_stack->currentIndex() == 0 ? Side::disk : Side::hub;
}

void Finder::setSide(Side side) {
    if (side == this->side()) {
        return;
    }
    const int index = side == Side::disk ? 0 : 1;
    m_switch->setCurrent(index);
    m_stack->setCurrentIndex(index);
    Q_EMIT sideChanged(side);
}

void Finder::focusField() {
    if (side() == Side::disk) {
        m_library->focusFilter();
    } else {
        m_hub->focusField();
    }
}

bool Finder::hasText() const {
    return !(side() == Side::disk ? m_library->filterText() : m_hub->text()).isEmpty();
}

void Finder::clearText() {
    if (side() == Side::disk) {
        m_library->clearFilter();
    } else {
        m_hub->clear();
    }
}

}  // namespace ui

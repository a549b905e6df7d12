#include "ui/pages/revision_bar.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/rule.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ui {

RevisionBar::RevisionBar(QWidget* parent) : QWidget(parent), m_choice(new QComboBox(this)) {
    auto* label = new Label(tr("Revision"), TextRole::body, this, Tone::muted);
    label->setBuddy(m_choice);
    m_choice->setAccessibleName(tr("Revision"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_choice->setMinimumContentsLength(1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(tokens::pageEdge, tokens::gapSmall, tokens::pageEdge, tokens::gapSmall);
    row->setSpacing(tokens::gapMedium);
    row->addWidget(label);
    row->addWidget(m_choice);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(new Rule(this));
    connect(m_choice, &QComboBox::activated, this,
            [this](int index) { Q_EMIT chosen(m_choice->itemData(index).toString()); });
    hide();
}

void RevisionBar::setRevisions(const RevisionsView& view) {
    m_choice->clear();
    for (const RevisionChoice& choice : view.choices) {
        m_choice->addItem(choice.words, choice.id);
        m_choice->setItemData(m_choice->count() - 1, choice.id, Qt::ToolTipRole);
    }
    m_choice->setCurrentIndex(view.current);
    setVisible(view.choices.size() > 1);
}

}  // namespace ui

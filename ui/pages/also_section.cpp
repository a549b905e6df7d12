#include "ui/pages/also_section.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/flow_box.hpp"
#include "ui/widgets/label.hpp"

#include <QCheckBox>
#include <QVBoxLayout>

namespace ui {

AlsoSection::AlsoSection(QWidget* parent)
    : QWidget(parent),
      m_boxes(new FlowBox(this)),
      m_summary((new Label(TextRole::caption, this, Tone::muted))->wrapped()) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    column->addWidget(new Label(tr("Also make"), TextRole::heading, this));
    column->addWidget(m_boxes);
    column->addWidget(m_summary);
    // All at once: what is made later would come last in the tab order.
    for (int i = 0; i < AlsoView::mostChoices; ++i) {
        auto* check = new QCheckBox(m_boxes);
        check->hide();
        connect(check, &QCheckBox::clicked, this, &AlsoSection::tell);
        m_checks.append(check);
    }
    setVisible(false);
}

void AlsoSection::setView(const AlsoView& view) {
    if (view == m_view) {
        return;
    }
    m_view = view;
    for (qsizetype i = 0; i < m_checks.size(); ++i) {
        m_checks[i]->setVisible(i < m_view.choices.size());
        if (i < m_view.choices.size()) {
            show(m_view.choices[i], *m_checks[i]);
        }
    }
    m_boxes->updateGeometry();
    m_summary->setText(m_view.summary);
    m_summary->setVisible(!m_view.summary.isEmpty());
    setVisible(!m_view.choices.isEmpty());
}

void AlsoSection::show(const AlsoChoice& choice, QCheckBox& check) {
    const QString size = formatBytes(choice.bytes);
    check.setText(tr("%1 · %2").arg(choice.words, size));
    check.setChecked(choice.chosen);
    check.setToolTip(choice.name);
    check.setAccessibleName(tr("Also make %1").arg(choice.words));
    check.setAccessibleDescription(tr("%1, %2").arg(choice.name, size));
}

void AlsoSection::tell() {
    QStringList ids;
    for (qsizetype i = 0; i < m_view.choices.size(); ++i) {
        m_view.choices[i].chosen = m_checks[i]->isChecked();
        if (m_view.choices[i].chosen) {
            ids.append(m_view.choices[i].id);
        }
    }
    Q_EMIT changed(ids);
}

}  // namespace ui

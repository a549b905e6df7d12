#include "ui/pages/folder_field.hpp"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace ui {

FolderField::FolderField(FolderPicker picker, QString title, QString found, QWidget* parent)
    : QWidget(parent),
      m_picker(std::move(picker)),
      m_title(std::move(title)),
      m_found(std::move(found)),
      m_edit(new QLineEdit(this)),
      m_choose(new QPushButton(tr("Choose…"), this)),
      m_reset(new QPushButton(tr("Reset"), this)) {
    m_edit->setPlaceholderText(m_found.isEmpty() ? tr("not found") : m_found);
    m_choose->setAccessibleName(tr("Choose %1").arg(m_title));
    m_reset->setAccessibleName(tr("Reset %1").arg(m_title));
    m_reset->setToolTip(tr("Back to the folder that Quince finds by itself"));
    m_reset->setEnabled(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_edit, 1);
    row->addWidget(m_choose);
    row->addWidget(m_reset);

    connect(m_edit, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_reset->setEnabled(!text.isEmpty()); });
    connect(m_choose, &QPushButton::clicked, this, &FolderField::choose);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_edit->setFocus();  // the pressed button is of no more use
        m_edit->clear();
    });
}

void FolderField::setFolder(const QString& folder) {
    m_edit->setText(folder);
}

QString FolderField::folder() const {
    return m_edit->text().trimmed();
}

void FolderField::setChooseText(const QString& text) {
    m_choose->setText(text);
}

void FolderField::hideReset() {
    m_reset->hide();
}

void FolderField::choose() {
    const QString start = folder().isEmpty() ? m_found : folder();
    const QString chosen = m_picker ? m_picker(this, m_title, start) : QString();
    if (!chosen.isEmpty()) {
        m_edit->setText(chosen);
    }
}

}  // namespace ui

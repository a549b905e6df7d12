#include "ui/widgets/copy_field.hpp"

#include "ui/theme/icons.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"
#include "ui/widgets/accessible.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>

namespace ui {

CopyField::CopyField(const QString& name, const QString& text, QWidget* parent)
    : QWidget(parent), m_field(new QLineEdit(text, this)), m_button(new QToolButton(this)) {
    m_field->setReadOnly(true);
    m_field->setFont(fontFor(TextRole::monospace));
    m_field->setAccessibleName(tr("Command: %1").arg(name));
    m_field->setToolTip(text);
    m_field->setCursorPosition(0);
    m_field->setAcceptDrops(false);

    m_button->setIcon(makeIcon(Icon::copy));
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_button->setAccessibleName(tr("Copy command: %1").arg(name));
    m_button->setToolTip(tr("Copy command"));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::gapTiny);
    row->addWidget(m_field, 1);
    row->addWidget(m_button);
    connect(m_button, &QToolButton::clicked, this, &CopyField::copy);
}

QString CopyField::text() const {
    return m_field->text();
}

void CopyField::copy() {
    QGuiApplication::clipboard()->setText(m_field->text());
    m_button->setIcon(makeIcon(Icon::check));
    m_button->setToolTip(tr("Copied"));
    announce(*this, tr("Copied"));
    QTimer::singleShot(tokens::copiedNotice, this, [this] {
        m_button->setIcon(makeIcon(Icon::copy));
        m_button->setToolTip(tr("Copy command"));
    });
}

}  // namespace ui

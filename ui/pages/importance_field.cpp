#include "ui/pages/importance_field.hpp"

#include "ui/theme/tokens.hpp"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

namespace ui {

namespace {

/// The one local file or folder that is dragged; empty if it is anything else.
QString pathOf(const QMimeData& dragged) {
    const QList<QUrl> urls = dragged.urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

}  // namespace

ImportanceField::ImportanceField(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_choose(new QPushButton(tr("Choose…"), this)) {
    const QString tip =
        tr("An imatrix of llama.cpp, or a folder of activations: it tells how much each input "
           "counts. The method Refined uses it. It can be dropped here.");
    m_edit->setPlaceholderText(tr("None: all inputs count alike"));
    m_edit->setAccessibleName(tr("Importance of inputs"));
    m_edit->setAccessibleDescription(tip);
    m_edit->setToolTip(tip);
    m_edit->setClearButtonEnabled(true);
    m_edit->setAcceptDrops(false);  // it would take the address as text
    m_choose->setAccessibleName(tr("Choose the importance of inputs"));
    setAcceptDrops(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::gapSmall);
    row->addWidget(m_edit, 1);
    row->addWidget(m_choose);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] { take(path()); });
    // The button in the line clears it without an end of editing.
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) {
            take({});
        }
    });
    connect(m_choose, &QPushButton::clicked, this, &ImportanceField::choose);
}

void ImportanceField::setPath(const QString& path) {
    m_last = path;
    if (this->path() != path) {
        m_edit->setText(path);
    }
}

QString ImportanceField::path() const {
    return m_edit->text().trimmed();
}

void ImportanceField::choose() {
    const QString chosen = QFileDialog::getOpenFileName(
        this, tr("Choose the importance of inputs"), path(),
        tr("Importance (*.gguf *.dat *.imatrix *.safetensors);;All files (*)"));
    if (!chosen.isEmpty()) {
        take(chosen);
    }
}

void ImportanceField::take(const QString& path) {
    if (path != m_last) {
        setPath(path);
        Q_EMIT changed();
    }
}

void ImportanceField::dragEnterEvent(QDragEnterEvent* event) {
    if (QFileInfo::exists(pathOf(*event->mimeData()))) {
        event->acceptProposedAction();
    }
}

void ImportanceField::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    take(pathOf(*event->mimeData()));
}

}  // namespace ui

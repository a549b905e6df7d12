#include "ui/pages/model_list.hpp"

#include "ui/models/row_list_model.hpp"
#include "ui/theme/icons.hpp"

#include <QAction>
#include <QItemSelectionModel>
#include <QLineEdit>

namespace ui {

ModelList::ModelList(const QString& accessibleName, QWidget* parent) : QListView(parent) {
    setAccessibleName(accessibleName);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void ModelList::select(const QModelIndex& index) {
    quietly([this, &index] {
        if (index.isValid()) {
            setCurrentIndex(index);
            scrollTo(index);
        } else {
            selectionModel()->clear();
        }
    });
}

QString ModelList::selectedId() const {
    return currentIndex().data(RowRoles::idRole).toString();
}

void ModelList::quietly(const std::function<void()>& change) {
    m_quiet = true;
    change();
    m_quiet = false;
}

bool ModelList::enter() {
    if (!isVisible() || model()->rowCount() == 0) {
        return false;
    }
    setFocus(Qt::TabFocusReason);
    if (!currentIndex().isValid()) {
        setCurrentIndex(model()->index(0, 0));
    }
    return true;
}

void ModelList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    const QString id = current.data(RowRoles::idRole).toString();
    if (!m_quiet && !id.isEmpty()) {
        Q_EMIT chosen(id);
    }
}

QLineEdit* makeSearchField(const QString& placeholder, QWidget* parent) {
    auto* field = new QLineEdit(parent);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(placeholder);
    field->setClearButtonEnabled(true);
    field->setAcceptDrops(false);
    field->addAction(makeIcon(Icon::search), QLineEdit::LeadingPosition)->setEnabled(false);
    return field;
}

}  // namespace ui

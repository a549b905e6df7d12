#include "ui/pages/library_page.hpp"

#include "ui/delegates/library_delegate.hpp"
#include "ui/models/library_model.hpp"
#include "ui/pages/model_list.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/skeleton.hpp"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

namespace {

QToolButton* makeButton(Icon icon, const QString& name, const QString& tip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(makeIcon(icon));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    return button;
}

}  // namespace

LibraryPage::LibraryPage(QWidget* parent)
    : QWidget(parent),
      m_model(new LibraryModel(this)),
      m_filter(new LibraryFilter(this)),
      m_filterEdit(makeSearchField(tr("Filter models"), this)),
      m_addButton(makeButton(Icon::add, tr("Add folder"), tr("Add a folder (Ctrl+O)"), this)),
      m_rescanButton(makeButton(Icon::refresh, tr("Rescan"), tr("Look again (F5)"), this)),
      m_stack(new QStackedWidget(this)),
      m_list(new ModelList(tr("Models"), this)),
      m_empty(new EmptyState(this)),
      m_skeleton(new Skeleton(this)) {
    setUpFilter();
    setUpList();

    auto* top = new QHBoxLayout;
    top->setSpacing(tokens::gapTiny);
    top->addWidget(m_filterEdit, 1);
    top->addWidget(m_addButton);
    top->addWidget(m_rescanButton);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    auto* edge = new QVBoxLayout;
    edge->setContentsMargins(tokens::gapMedium, 0, tokens::gapSmall, 0);
    edge->addLayout(top);
    column->addLayout(edge);
    column->addWidget(m_stack, 1);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);

    connect(m_addButton, &QToolButton::clicked, this, &LibraryPage::addFolderRequested);
    connect(m_rescanButton, &QToolButton::clicked, this, &LibraryPage::rescanRequested);
    connect(m_empty, &EmptyState::triggered, this, &LibraryPage::actOnEmpty);
    connect(m_empty, &EmptyState::secondTriggered, this, &LibraryPage::addFolderRequested);
    showPicture();
}

void LibraryPage::setUpFilter() {
    m_filterEdit->installEventFilter(this);
    connect(m_filterEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setWords(text);
        showPicture();
    });
}

void LibraryPage::setUpList() {
    m_filter->setSourceModel(m_model);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new LibraryDelegate(m_list));
    connect(m_list, &ModelList::chosen, this, &LibraryPage::modelChosen);
    connect(m_list, &QListView::customContextMenuRequested, this, &LibraryPage::showMenu);
}

void LibraryPage::setView(const LibraryView& view) {
    m_view = view;
    showPicture();
}

void LibraryPage::setRows(const QList<LibraryRow>& rows) {
    const QString before = selectedId();
    m_list->quietly([this, &rows] { m_model->setRows(rows); });
    if (selectedId() != before) {
        select({});
    }
    showPicture();
}

void LibraryPage::updateRow(const LibraryRow& row) {
    m_model->updateRow(row);
    showPicture();
}

void LibraryPage::select(const QString& id) {
    m_list->select(m_filter->mapFromSource(m_model->indexOf(id)));
}

QString LibraryPage::selectedId() const {
    return m_list->selectedId();
}

void LibraryPage::focusFilter() {
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
}

QString LibraryPage::filterText() const {
    return m_filterEdit->text();
}

void LibraryPage::clearFilter() {
    m_filterEdit->clear();
}

bool LibraryPage::eventFilter(QObject* watched, QEvent* event) {
    // From the filter straight into its matches.
    if (watched == m_filterEdit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool down = key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (down && m_list->enter()) {
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LibraryPage::actOnEmpty() {
    if (m_view.picture == LibraryPicture::failed) {
        Q_EMIT rescanRequested();
    } else if (m_model->rowCount() > 0) {
        clearFilter();
        focusFilter();
    } else if (m_view.offersSample) {
        Q_EMIT sampleRequested();
    } else {
        Q_EMIT addFolderRequested();
    }
}

void LibraryPage::showPicture() {
    if (m_view.picture == LibraryPicture::loading && m_model->rowCount() == 0) {
        m_stack->setCurrentWidget(m_skeleton);
        return;
    }
    if (m_filter->rowCount() > 0) {
        m_stack->setCurrentWidget(m_list);
        return;
    }
    if (m_view.picture == LibraryPicture::failed) {
        m_empty->setContent({Icon::warning, tr("The library could not be read"), m_view.message,
                             tr("Try &again"), tr("&Add a folder…")});
    } else if (m_model->rowCount() > 0) {
        m_empty->setContent({Icon::search,
                             tr("No match"),
                             tr("No model has “%1” in its name or kind.").arg(filterText()),
                             tr("C&lear filter"),
                             {}});
    } else if (m_view.offersSample) {
        m_empty->setContent(
            {Icon::cube, tr("No models yet"),
             tr("Your Hugging Face cache is empty. Search Hugging Face, try the small "
                "sample model, or add a folder with models."),
             tr("Try the &sample model"), tr("&Add a folder…")});
    } else {
        m_empty->setContent({Icon::cube,
                             tr("No models yet"),
                             tr("Models of your Hugging Face cache appear here, and those of "
                                "folders that you add."),
                             tr("&Add a folder…"),
                             {}});
    }
    m_stack->setCurrentWidget(m_empty);
}

void LibraryPage::showMenu(const QPoint& position) {
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) {
        return;
    }
    const auto row = index.data(LibraryModel::rowRole).value<LibraryRow>();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Show in folder"), this, [this, row] { Q_EMIT revealRequested(row.id); });
    if (row.removable) {
        menu->addAction(tr("&Remove from the list"), this,
                        [this, row] { Q_EMIT removeRequested(row.id); });
    }
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

}  // namespace ui

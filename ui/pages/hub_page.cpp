#include "ui/pages/hub_page.hpp"

#include "ui/delegates/hub_delegate.hpp"
#include "ui/models/hub_model.hpp"
#include "ui/pages/model_list.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/skeleton.hpp"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

HubPage::HubPage(QWidget* parent)
    : QWidget(parent),
      m_model(new HubModel(this)),
      m_field(makeSearchField(tr("Search, or paste a link"), this)),
      m_sort(new QComboBox(this)),
      m_stack(new QStackedWidget(this)),
      m_list(new ModelList(tr("Models on Hugging Face"), this)),
      m_empty(new EmptyState(this)),
      m_skeleton(new Skeleton(this)) {
    setUpField();
    setUpList();
    auto* top = new QVBoxLayout;
    top->setContentsMargins(tokens::gapMedium, 0, tokens::gapMedium, 0);
    top->setSpacing(tokens::gapSmall);
    top->addWidget(m_field);
    top->addWidget(m_sort);
    auto* rows = new QWidget(m_stack);
    auto* rowsColumn = new QVBoxLayout(rows);
    rowsColumn->setContentsMargins(0, 0, 0, 0);
    rowsColumn->setSpacing(0);
    rowsColumn->addWidget(m_list, 1);
    m_more = makeMore();
    rowsColumn->addWidget(m_more);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(rows);
    m_stack->addWidget(m_empty);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    column->addLayout(top);
    column->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::triggered, this, &HubPage::actOnEmpty);
    setView({});
}

void HubPage::setUpField() {
    m_field->setAccessibleName(tr("Search Hugging Face"));
    m_field->setToolTip(tr("Words, a model's id such as Qwen/Qwen3-8B, or its address"));
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &HubPage::textChanged);

    m_sort->addItem(tr("Most downloaded"), static_cast<int>(HubSort::downloads));
    m_sort->addItem(tr("Most liked"), static_cast<int>(HubSort::likes));
    m_sort->addItem(tr("Newest change"), static_cast<int>(HubSort::updated));
    m_sort->setAccessibleName(tr("Order"));
    m_sort->setToolTip(tr("Order of the models"));
    connect(m_sort, &QComboBox::activated, this, [this] { Q_EMIT sortChanged(sort()); });
}

void HubPage::setUpList() {
    m_list->setModel(m_model);
    m_list->setItemDelegate(new HubDelegate(m_list));
    connect(m_list, &ModelList::chosen, this, &HubPage::modelChosen);
    connect(m_list, &QListView::customContextMenuRequested, this, &HubPage::showMenu);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, &HubPage::wantMore);
    connect(m_list->verticalScrollBar(), &QScrollBar::rangeChanged, this, &HubPage::wantMore);
}

QWidget* HubPage::makeMore() {
    auto* bar = new QWidget(this);
    m_moreWords = (new Label(TextRole::caption, bar, Tone::muted))->wrapped();
    m_moreButton = new QPushButton(tr("Try again"), bar);
    m_moreButton->setAccessibleName(tr("Try again to load more models"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(tokens::gapMedium + tokens::gapSmall, tokens::gapSmall,
                            tokens::gapMedium, tokens::gapSmall);
    row->addWidget(m_moreWords, 1);
    row->addWidget(m_moreButton);
    connect(m_moreButton, &QPushButton::clicked, this, &HubPage::moreRequested);
    return bar;
}

void HubPage::setView(const HubView& view) {
    m_view = view;
    showPicture();
    showMore();
}

void HubPage::setRows(const QList<HubRow>& rows) {
    const QString before = selectedId();
    m_list->quietly([this, &rows] { m_model->setRows(rows); });
    if (selectedId() != before) {
        select(before);
    }
    showPicture();
}

void HubPage::select(const QString& id) {
    m_list->select(m_model->indexOf(id));
}

QString HubPage::selectedId() const {
    return m_list->selectedId();
}

void HubPage::setText(const QString& text) {
    const QSignalBlocker blocker(m_field);
    m_field->setText(text);
}

void HubPage::setSort(HubSort sort) {
    m_sort->setCurrentIndex(m_sort->findData(static_cast<int>(sort)));
}

QString HubPage::text() const {
    return m_field->text();
}

HubSort HubPage::sort() const {
    return static_cast<HubSort>(m_sort->currentData().toInt());
}

void HubPage::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void HubPage::clear() {
    m_field->clear();
}

bool HubPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Paste)) {
        m_field->paste();
        Q_EMIT submitted(m_field->text());
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        Q_EMIT submitted(m_field->text());
        return true;
    }
    // From the field straight into what was found.
    if (key->key() == Qt::Key_Down && m_list->enter()) {
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void HubPage::wantMore() {
    const QScrollBar* bar = m_list->verticalScrollBar();
    const int ahead = m_list->viewport()->height();  // before the end is in sight
    if (m_view.picture == HubPicture::list && m_view.more == HubMore::canLoad &&
        m_list->isVisible() && bar->value() + ahead >= bar->maximum()) {
        Q_EMIT moreRequested();
    }
}

void HubPage::actOnEmpty() {
    switch (m_view.picture) {
        case HubPicture::failed:
            Q_EMIT retryRequested();
            break;
        case HubPicture::offline:
            Q_EMIT diskRequested();
            break;
        default:
            clear();
            focusField();
    }
}

void HubPage::showPicture() {
    switch (m_view.picture) {
        case HubPicture::searching:
            m_stack->setCurrentWidget(m_skeleton);
            return;
        case HubPicture::list:
            if (m_model->rowCount() > 0) {
                m_stack->setCurrentIndex(1);
                return;
            }
            m_empty->setContent({Icon::search,
                                 tr("No match"),
                                 tr("Hugging Face has no model with safetensors weights for “%1”.")
                                     .arg(m_field->text().trimmed()),
                                 tr("C&lear search"),
                                 {}});
            break;
        case HubPicture::failed:
            m_empty->setContent({Icon::warning,
                                 m_view.headline.isEmpty()
                                     ? tr("Hugging Face could not be searched")
                                     : m_view.headline,
                                 m_view.message,
                                 tr("Try &again"),
                                 {}});
            break;
        case HubPicture::offline:
            m_empty->setContent({Icon::offline,
                                 tr("Offline"),
                                 m_view.message,
                                 tr("Show &what is on this disk"),
                                 {}});
            break;
    }
    m_stack->setCurrentWidget(m_empty);
}

void HubPage::showMore() {
    const bool hadFocus = m_moreButton->hasFocus();
    const bool failed = m_view.more == HubMore::failed;
    m_moreWords->setText(failed ? m_view.moreMessage : tr("Loading more…"));
    m_moreWords->setTone(failed ? Tone::danger : Tone::muted);
    m_moreButton->setVisible(failed);
    m_more->setVisible(failed || m_view.more == HubMore::loading);
    if (hadFocus && !failed) {
        m_list->setFocus();
    }
    // The list may be too short to be scrolled at all; it has its new height when this has ended.
    QMetaObject::invokeMethod(this, &HubPage::wantMore, Qt::QueuedConnection);
}

void HubPage::showMenu(const QPoint& position) {
    const QString id = m_list->indexAt(position).data(HubModel::idRole).toString();
    if (id.isEmpty()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Open its page"), this, [this, id] { Q_EMIT webPageRequested(id); });
    menu->addAction(tr("&Copy its id"), this, [id] { QApplication::clipboard()->setText(id); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

}  // namespace ui

#include "ui/pages/settings_dialog.hpp"

#include "ui/pages/account_section.hpp"
#include "ui/pages/folder_field.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/squeeze_label.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int foldersShown = 3;
constexpr int leastWidth = 680;

QFormLayout* makeForm(QWidget* parent) {
    auto* form = new QFormLayout(parent);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(tokens::gapLarge);
    form->setVerticalSpacing(tokens::gapSmall);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    return form;
}

/// The fields of all forms below `parent` begin at one edge.
void alignForms(const QWidget& parent) {
    int widest = 0;
    QList<QLabel*> labels;
    for (QFormLayout* form : parent.findChildren<QFormLayout*>()) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const QLayoutItem* item = form->itemAt(row, QFormLayout::LabelRole);
            if (auto* label = item == nullptr ? nullptr : qobject_cast<QLabel*>(item->widget())) {
                labels.append(label);
                widest = std::max(widest, label->sizeHint().width());
            }
        }
    }
    for (QLabel* label : std::as_const(labels)) {
        label->setMinimumWidth(widest);
    }
}

void addRow(QFormLayout& form, const QString& label, QWidget* buddy, QWidget* field) {
    auto* text = new Label(label, TextRole::body, form.parentWidget());
    text->setBuddy(buddy);
    if (buddy->sizeHint().height() <= tokens::controlHeight) {  // else it stays at the first line
        text->setMinimumHeight(buddy->sizeHint().height());
    }
    buddy->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    form.addRow(text, field);
}

}  // namespace

SettingsDialog::SettingsDialog(const SettingsView& view, SettingsHints hints, FolderPicker picker,
                               QWidget* parent)
    : QDialog(parent), m_hints(std::move(hints)), m_picker(std::move(picker)) {
    setWindowTitle(tr("Settings"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(tokens::pageEdge, tokens::pageEdge, tokens::pageEdge,
                               tokens::pageEdge);
    column->setSpacing(tokens::gapSmall);
    column->addWidget(new Label(tr("Library"), TextRole::heading, content));
    column->addWidget(makeLibrary());
    column->addSpacing(tokens::gapLarge);
    column->addWidget(new Label(tr("Hugging Face account"), TextRole::heading, content));
    m_account = new AccountSection(content);
    column->addWidget(m_account);
    column->addSpacing(tokens::gapLarge);
    column->addWidget(new Label(tr("Results"), TextRole::heading, content));
    column->addWidget(makeResult());
    column->addSpacing(tokens::gapLarge);
    column->addWidget(new Label(tr("Work and looks"), TextRole::heading, content));
    column->addWidget(makeWork());
    column->addStretch(1);
    alignForms(*content);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->setContentsMargins(tokens::pageEdge, tokens::gapSmall, tokens::pageEdge,
                                tokens::gapLarge);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Save settings"));
    buttons->button(QDialogButtonBox::Ok)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll, 1);
    whole->addWidget(buttons);
    fill(view);
    refresh();
    const int width = std::max(leastWidth, content->sizeHint().width());
    const int height = content->layout()->heightForWidth(width);
    resize(width, height + buttons->sizeHint().height() + tokens::gapMedium);
}

QWidget* SettingsDialog::makeLibrary() {
    auto* part = new QWidget(this);
    QFormLayout* form = makeForm(part);
    m_cacheFolder =
        new FolderField(m_picker, tr("the Hugging Face cache"), m_hints.foundCacheFolder, part);
    m_cacheFolder->setChooseText(tr("C&hoose…"));
    addRow(*form, tr("Hugging &Face cache"), m_cacheFolder->edit(), m_cacheFolder);
    if (!m_hints.cacheFixedBy.isEmpty()) {
        m_cacheFolder->setEnabled(false);
        form->addRow(QString(), (new Label(tr("%1, which decides this.").arg(m_hints.cacheFixedBy),
                                           TextRole::caption, part, Tone::muted))
                                    ->wrapped());
    }
    QWidget* folders = makeFolders(part);
    addRow(*form, tr("Other fo&lders"), m_folders, folders);
    m_folders->setAccessibleName(tr("Folders searched besides the Hugging Face cache"));
    return part;
}

QWidget* SettingsDialog::makeFolders(QWidget* parent) {
    auto* part = new QWidget(parent);
    m_folders = new QListWidget(part);
    m_folders->setFixedHeight(tokens::controlHeight * foldersShown);
    auto* add = new QPushButton(tr("&Add folder…"), part);
    m_removeFolder = new QPushButton(tr("&Remove"), part);
    m_removeFolder->setAccessibleName(tr("Remove the chosen folder"));
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(m_removeFolder);
    buttons->addStretch(1);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_folders, 1);
    row->addLayout(buttons);

    connect(add, &QPushButton::clicked, this, [this] {
        const QString folder = m_picker ? m_picker(this, tr("Add a folder"), {}) : QString();
        if (!folder.isEmpty() && m_folders->findItems(folder, Qt::MatchExactly).isEmpty()) {
            m_folders->addItem(folder);
        }
    });
    connect(m_removeFolder, &QPushButton::clicked, this, [this] {
        delete m_folders->takeItem(m_folders->currentRow());
        refresh();
    });
    connect(m_folders, &QListWidget::currentRowChanged, this, &SettingsDialog::refresh);
    return part;
}

QWidget* SettingsDialog::makeResult() {
    auto* part = new QWidget(this);
    QFormLayout* form = makeForm(part);
    m_modelsFolder =
        new FolderField(m_picker, tr("LM Studio's models folder"), m_hints.foundModelsFolder, part);
    m_modelsFolder->setChooseText(tr("Choos&e…"));
    addRow(*form, tr("LM Studio's &models folder"), m_modelsFolder->edit(), m_modelsFolder);

    m_publisher = new QLineEdit(part);
    addRow(*form, tr("&Publisher"), m_publisher, m_publisher);
    m_template = new QLineEdit(part);
    m_template->setToolTip(m_hints.templateWords);
    addRow(*form, tr("&Name of results"), m_template, m_template);
    m_example = new SqueezeLabel(TextRole::caption, part, Tone::muted);
    form->addRow(QString(), m_example);
    m_open = new QCheckBox(tr("&Open the folder when a conversion is done"), part);
    form->addRow(m_open);

    connect(m_template, &QLineEdit::textChanged, this, &SettingsDialog::refresh);
    return part;
}

QWidget* SettingsDialog::makeWork() {
    auto* part = new QWidget(this);
    QFormLayout* form = makeForm(part);
    m_threads = new QSpinBox(part);
    m_threads->setRange(0, m_hints.maxThreads);
    m_threads->setSpecialValueText(tr("All cores"));
    addRow(*form, tr("&Threads"), m_threads, m_threads);
    m_threads->findChild<QLineEdit*>()->setAccessibleName(m_threads->accessibleName());
    m_scheme = new QComboBox(part);
    m_scheme->addItem(tr("As the system"), static_cast<int>(Scheme::system));
    m_scheme->addItem(tr("Light"), static_cast<int>(Scheme::light));
    m_scheme->addItem(tr("Dark"), static_cast<int>(Scheme::dark));
    addRow(*form, tr("Appearan&ce"), m_scheme, m_scheme);
    m_verify = new QCheckBox(tr("&Verify every byte that was written"), part);
    m_verify->setToolTip(tr("Otherwise samples of each tensor are read back."));
    form->addRow(m_verify);
    return part;
}

void SettingsDialog::fill(const SettingsView& view) {
    m_cacheFolder->setFolder(view.cacheFolder);
    m_folders->addItems(view.folders);
    m_modelsFolder->setFolder(view.modelsFolder);
    m_publisher->setText(view.publisher);
    m_template->setText(view.nameTemplate);
    m_threads->setValue(view.threads);
    m_verify->setChecked(view.verifyEverything);
    m_open->setChecked(view.openWhenDone);
    m_scheme->setCurrentIndex(m_scheme->findData(static_cast<int>(view.scheme)));
}

SettingsView SettingsDialog::view() const {
    SettingsView view;
    view.cacheFolder = m_cacheFolder->folder();
    for (int i = 0; i < m_folders->count(); ++i) {
        view.folders.append(m_folders->item(i)->text());
    }
    view.modelsFolder = m_modelsFolder->folder();
    view.publisher = m_publisher->text().trimmed();
    view.nameTemplate = m_template->text().trimmed();
    view.threads = m_threads->value();
    view.verifyEverything = m_verify->isChecked();
    view.openWhenDone = m_open->isChecked();
    view.scheme = static_cast<Scheme>(m_scheme->currentData().toInt());
    return view;
}

void SettingsDialog::accept() {
    Q_EMIT applied(view());
    QDialog::accept();
}

void SettingsDialog::refresh() {
    m_removeFolder->setEnabled(m_folders->currentRow() >= 0);
    const QString example =
        m_hints.example ? m_hints.example(m_template->text().trimmed()) : QString();
    m_example->setText(example.isEmpty() ? m_hints.templateWords
                                         : tr("For example: %1").arg(example));
}

}  // namespace ui

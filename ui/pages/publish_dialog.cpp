#include "ui/pages/publish_dialog.hpp"

#include "ui/pages/account_section.hpp"
#include "ui/pages/stop_question.hpp"
#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/disclosure.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/phase_progress.hpp"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTextCursor>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using quince::ConversionState;

namespace {

constexpr QSize usualSize(680, 620);
constexpr int cardLines = 8;

bool isRunning(ConversionState state) {
    return state == ConversionState::preparing || state == ConversionState::publishing ||
           state == ConversionState::verifying || state == ConversionState::stopping;
}

void addRow(QFormLayout& form, const QString& label, QWidget* buddy, QWidget* field) {
    auto* text = new Label(label, TextRole::body, form.parentWidget());
    text->setBuddy(buddy);
    text->setMinimumHeight(tokens::controlHeight);
    form.addRow(text, field);
}

}  // namespace

PublishDialog::PublishDialog(const QString& model, const PublishChoice& choice, PublishJudge judge,
                             QWidget* parent)
    : QDialog(parent), m_judge(std::move(judge)) {
    setWindowTitle(tr("Publish %1").arg(model));
    auto* content = new QWidget(this);
    m_account = new AccountSection(content);
    m_account->setNeedsWrite(true);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(tokens::pageEdge, tokens::pageEdge, tokens::pageEdge,
                               tokens::gapLarge);
    column->setSpacing(tokens::gapLarge);
    column->addWidget(m_account);
    column->addWidget(makeFields(choice), 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(scroll, 1);
    whole->addWidget(makeOutcome());
    whole->addWidget(makeButtons());
    for (QPushButton* button : findChildren<QPushButton*>()) {
        button->setAutoDefault(button == m_start);  // one is the primary, wherever the focus is
    }
    connect(m_account, &AccountSection::signInRequested, this, &PublishDialog::signInRequested);
    connect(m_account, &AccountSection::signOutRequested, this, &PublishDialog::signOutRequested);
    connect(m_account, &AccountSection::tokenPageRequested, this,
            &PublishDialog::tokenPageRequested);
    resize(usualSize);
    refresh();
}

QWidget* PublishDialog::makeFields(const PublishChoice& choice) {
    m_fields = new QWidget(this);
    auto* form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(tokens::gapLarge);
    form->setVerticalSpacing(tokens::gapSmall);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    QWidget* name = makeName(choice);
    addRow(*form, tr("&Name"), m_name, name);
    QWidget* visibility = makeVisibility(choice);
    addRow(*form, tr("Seen by"), m_private, visibility);

    auto* card = new QWidget(m_fields);
    m_card = new QPlainTextEdit(choice.card, card);
    m_card->setFont(fontFor(TextRole::monospace));
    m_card->setAccessibleName(tr("Model card"));
    m_card->setTabChangesFocus(true);
    m_card->setMinimumHeight(m_card->fontMetrics().lineSpacing() * cardLines);
    m_cardProblems = (new Label(TextRole::caption, card, Tone::warning))->wrapped();
    auto* cardColumn = new QVBoxLayout(card);
    cardColumn->setContentsMargins(0, 0, 0, 0);
    cardColumn->setSpacing(tokens::gapTiny);
    cardColumn->addWidget(m_card, 1);
    cardColumn->addWidget(m_cardProblems);
    addRow(*form, tr("Model &card"), m_card, card);
    connect(m_card, &QPlainTextEdit::textChanged, this, &PublishDialog::refresh);
    return m_fields;
}

QWidget* PublishDialog::makeName(const PublishChoice& choice) {
    auto* part = new QWidget(m_fields);
    m_owner = new QComboBox(part);
    m_owner->setAccessibleName(tr("Owner"));
    m_owner->setToolTip(tr("You, or an organisation of yours"));
    m_owner->setMinimumContentsLength(10);
    if (!choice.owner.isEmpty()) {
        m_owner->addItem(choice.owner);
    }
    m_name = new QLineEdit(choice.name, part);
    m_name->setAccessibleName(tr("Name of the model"));
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::gapSmall);
    row->addWidget(m_owner);
    row->addWidget(new Label(QStringLiteral("/"), TextRole::body, part, Tone::muted));
    row->addWidget(m_name, 1);
    m_nameProblem = (new Label(TextRole::caption, part, Tone::danger))->wrapped();
    m_nameNote = (new Label(TextRole::caption, part, Tone::warning))->wrapped();
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapTiny);
    column->addLayout(row);
    column->addWidget(m_nameProblem);
    column->addWidget(m_nameNote);
    connect(m_name, &QLineEdit::textChanged, this, &PublishDialog::refresh);
    connect(m_owner, &QComboBox::currentTextChanged, this, &PublishDialog::refresh);
    return part;
}

QWidget* PublishDialog::makeVisibility(const PublishChoice& choice) {
    auto* part = new QWidget(m_fields);
    m_private = new QRadioButton(tr("On&ly you and the owner's members (private)"), part);
    m_public = new QRadioButton(tr("&Everybody (public)"), part);
    (choice.isPublic ? m_public : m_private)->setChecked(true);
    m_size = (new Label(TextRole::caption, part, Tone::muted))->wrapped();
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, tokens::gapTiny, 0, 0);
    column->setSpacing(tokens::gapTiny);
    column->addWidget(m_private);
    column->addWidget(m_public);
    column->addWidget(m_size);
    connect(m_public, &QRadioButton::toggled, this, &PublishDialog::refresh);
    return part;
}

QWidget* PublishDialog::makeOutcome() {
    auto* part = new QWidget(this);
    m_progress = new PhaseProgress(part);
    m_progress->setAccessibleName(tr("Progress of the upload"));
    m_words = (new Label(TextRole::strong, part))->wrapped();
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details = (new Label(TextRole::caption, part, Tone::muted))->wrapped();
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more = new Disclosure(tr("Details"), m_details, part);
    m_linkRow = new QWidget(part);
    m_link = new QLineEdit(m_linkRow);
    m_link->setReadOnly(true);
    m_link->setAccessibleName(tr("Address of the model"));
    m_openLink = new QPushButton(tr("&Open its page"), m_linkRow);
    auto* link = new QHBoxLayout(m_linkRow);
    link->setContentsMargins(0, 0, 0, 0);
    link->addWidget(m_link, 1);
    link->addWidget(m_openLink);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(tokens::pageEdge, 0, tokens::pageEdge, 0);
    column->setSpacing(tokens::gapSmall);
    column->addWidget(m_progress);
    column->addWidget(m_words);
    column->addWidget(m_more, 0, Qt::AlignLeading);
    column->addWidget(m_details);
    column->addWidget(m_linkRow);
    connect(m_openLink, &QPushButton::clicked, this, [this] { Q_EMIT linkRequested(m_view.link); });
    return part;
}

QWidget* PublishDialog::makeButtons() {
    auto* bar = new QWidget(this);
    m_stop = new QPushButton(tr("&Stop"), bar);
    m_close = new QPushButton(tr("Close"), bar);
    m_start = new QPushButton(tr("&Publish"), bar);
    m_start->setDefault(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(tokens::pageEdge, tokens::gapMedium, tokens::pageEdge,
                            tokens::gapLarge);
    row->addStretch(1);
    row->addWidget(m_stop);
    row->addWidget(m_close);
    row->addWidget(m_start);
    connect(m_start, &QPushButton::clicked, this, [this] { Q_EMIT startRequested(choice()); });
    connect(m_stop, &QPushButton::clicked, this, &PublishDialog::stopRequested);
    connect(m_close, &QPushButton::clicked, this, &PublishDialog::reject);
    return bar;
}

PublishChoice PublishDialog::choice() const {
    return {m_owner->currentText(), m_name->text().trimmed(), m_public->isChecked(),
            m_card->toPlainText()};
}

void PublishDialog::setView(const PublishView& view) {
    const bool newState = view.state != m_view.state;
    const bool newOwners = view.owners != m_view.owners;
    m_view = view;
    m_account->setView(view.account);
    if (newOwners) {
        showOwners();
    }
    if (newState && view.state == ConversionState::succeeded && !view.warnings.isEmpty()) {
        m_more->setOpen(true);  // nobody looks for what went well but for one thing
    }
    refresh();
    if (newState) {
        announce(*this, stateWords());
    }
}

void PublishDialog::showOwners() {
    const QString before = m_owner->currentText();
    const QSignalBlocker blocker(m_owner);
    m_owner->clear();
    m_owner->addItems(m_view.owners);
    m_owner->setCurrentIndex(std::max(0, m_owner->findText(before)));
}

QString PublishDialog::stateWords() const {
    QStringList parts;
    switch (m_view.state) {
        case ConversionState::preparing:
            parts.append(m_view.words.isEmpty() ? tr("Preparing") : m_view.words);
            break;
        case ConversionState::publishing:
            parts.append(m_view.words.isEmpty() ? tr("Sending") : m_view.words);
            break;
        case ConversionState::stopping:
            return tr("Stopping…");
        default:
            return m_view.words;
    }
    if (m_view.total > 0) {
        parts.append(formatBytesOf(m_view.done, m_view.total));
    }
    if (m_view.bytesPerSecond > 0) {
        parts.append(formatRate(m_view.bytesPerSecond));
    }
    if (m_view.secondsLeft) {
        parts.append(formatTimeLeft(*m_view.secondsLeft));
    }
    return parts.join(QStringLiteral(" · "));
}

void PublishDialog::setCard(const QString& card) {
    const QString now = m_card->toPlainText();
    const auto shorter = std::min(now.size(), card.size());
    qsizetype same = 0;
    while (same < shorter && now[same] == card[same]) {
        ++same;
    }
    qsizetype end = 0;
    while (end < shorter - same && now[now.size() - 1 - end] == card[card.size() - 1 - end]) {
        ++end;
    }
    if (same + end == std::max(now.size(), card.size())) {
        return;
    }
    QTextCursor change(m_card->document());
    change.setPosition(static_cast<int>(same));
    change.setPosition(static_cast<int>(now.size() - end), QTextCursor::KeepAnchor);
    change.insertText(card.mid(same, card.size() - same - end));
}

void PublishDialog::refresh() {
    if (const QString repo = m_owner->currentText() + QLatin1Char('/') + m_name->text().trimmed();
        repo != m_repo) {
        m_repo = repo;
        Q_EMIT repoChanged();
    }
    const bool running = isRunning(m_view.state);
    const bool signedIn = m_view.account.state == AccountState::signedIn;
    const PublishProblems problems = m_judge ? m_judge(choice()) : PublishProblems();
    m_nameProblem->setText(problems.name);
    m_nameProblem->setVisible(!problems.name.isEmpty());
    m_nameNote->setText(problems.note);
    m_nameNote->setVisible(!problems.note.isEmpty() && m_view.state == ConversionState::idle);
    m_cardProblems->setText(problems.card.join(QLatin1Char('\n')));
    m_cardProblems->setVisible(!problems.card.isEmpty());
    m_size->setText(m_view.files == 0
                        ? QString()
                        : tr("%1 in %2 files").arg(formatBytes(m_view.bytes)).arg(m_view.files));
    m_size->setVisible(m_view.files > 0);
    m_account->setEnabled(!running);
    m_fields->setEnabled(!running);
    const bool stopHadFocus = m_stop->hasFocus();
    const bool mayStart = signedIn && m_view.account.canWrite && problems.name.isEmpty() &&
                          !m_owner->currentText().isEmpty();
    m_start->setEnabled(!running && mayStart);
    m_start->setText(m_view.state == ConversionState::stopped  ? tr("Resu&me")
                     : m_view.state == ConversionState::failed ? tr("Try &again")
                                                               : tr("&Publish"));
    m_start->setVisible(m_view.state != ConversionState::succeeded);
    m_start->setToolTip(mayStart                   ? QString()
                        : !signedIn                ? tr("Sign in first.")
                        : !m_view.account.canWrite ? tr("The token may only read.")
                                                   : problems.name);
    m_stop->setVisible(running);
    m_stop->setEnabled(m_view.state != ConversionState::stopping);
    showOutcome();
    if (stopHadFocus && !running) {
        m_close->setFocus();
    }
}

void PublishDialog::showOutcome() {
    const bool failed = m_view.state == ConversionState::failed;
    const QString words = stateWords();
    m_progress->setVisible(isRunning(m_view.state));
    m_progress->setProgress(m_view.state, m_view.done, m_view.total);
    m_words->setTone(failed ? Tone::danger : Tone::normal);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    const QString details = failed ? m_view.details : m_view.warnings.join(QLatin1Char('\n'));
    const bool hasMore = !details.isEmpty();
    m_details->setText(details);
    m_more->setText(failed ? tr("Details") : tr("Remarks"));
    m_more->setVisible(hasMore);
    m_details->setVisible(hasMore && m_more->isOpen());
    m_link->setText(m_view.link);
    m_link->setCursorPosition(0);
    m_linkRow->setVisible(!m_view.link.isEmpty());
}

void PublishDialog::reject() {
    if (!isRunning(m_view.state)) {
        QDialog::reject();
        return;
    }
    askToStop(
        this,
        {tr("Stop publishing this model?"),
         tr("What was sent is not sent again when you publish it later."), tr("&Keep publishing")},
        [this] {
            if (isRunning(m_view.state)) {  // it may have ended while the question stood
                Q_EMIT stopRequested();
                QDialog::reject();
            }
        });
}

}  // namespace ui

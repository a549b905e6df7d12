#include "ui/pages/account_section.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

AccountSection::AccountSection(QWidget* parent)
    : QWidget(parent),
      m_words((new Label(TextRole::body, this))->wrapped()),
      m_message((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_entry(new QWidget(this)),
      m_token(new QLineEdit(m_entry)),
      m_signIn(new QPushButton(tr("S&ign in"), m_entry)),
      m_make(new QPushButton(tr("&Get a token…"), m_entry)),
      m_signOut(new QPushButton(tr("Sign o&ut"), this)) {
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(QStringLiteral("hf_…"));
    m_token->setAccessibleName(tr("Access token of Hugging Face"));
    m_token->setToolTip(tr("It is kept in this computer's keychain and nowhere else."));
    m_make->setToolTip(tr("Opens the page on Hugging Face where tokens are made"));
    m_signOut->setToolTip(tr("Takes the token out of the keychain"));

    auto* entry = new QHBoxLayout(m_entry);
    entry->setContentsMargins(0, 0, 0, 0);
    entry->setSpacing(tokens::gapSmall);
    entry->addWidget(m_token, 1);
    entry->addWidget(m_signIn);
    entry->addWidget(m_make);
    auto* who = new QHBoxLayout;
    who->setSpacing(tokens::gapSmall);
    who->addWidget(m_words, 1);
    who->addWidget(m_signOut);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    column->addLayout(who);
    column->addWidget(m_entry);
    column->addWidget(m_message);

    m_token->installEventFilter(this);
    connect(m_token, &QLineEdit::textChanged, this, &AccountSection::refresh);
    connect(m_signIn, &QPushButton::clicked, this, &AccountSection::signIn);
    connect(m_make, &QPushButton::clicked, this, &AccountSection::tokenPageRequested);
    connect(m_signOut, &QPushButton::clicked, this, &AccountSection::signOutRequested);
    refresh();
}

void AccountSection::setView(const AccountView& view) {
    const bool newState = view.state != m_view.state;
    m_view = view;
    refresh();
    if (newState && view.state != AccountState::checking) {
        announce(*this, m_words->text());
    }
}

void AccountSection::setNeedsWrite(bool needsWrite) {
    m_needsWrite = needsWrite;
    refresh();
}

void AccountSection::askForToken() {
    m_asksForToken = true;
    refresh();
}

bool AccountSection::wantsToken() const {
    return m_view.state == AccountState::signedOut || m_view.state == AccountState::failed ||
           (m_view.state == AccountState::signedIn && !m_view.canWrite && m_needsWrite);
}

void AccountSection::signIn() {
    const QString token = m_token->text().trimmed();
    if (token.isEmpty()) {
        return;
    }
    m_token->clear();
    Q_EMIT signInRequested(token);
}

bool AccountSection::eventFilter(QObject* watched, QEvent* event) {
    // Before the dialog takes Return for its own button.
    if (watched == m_token && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            signIn();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void AccountSection::refresh() {
    switch (m_view.state) {
        case AccountState::signedOut:
            m_words->setText(tr("Not signed in. Public models need no account."));
            break;
        case AccountState::checking:
            m_words->setText(tr("Asking Hugging Face whose token this is…"));
            break;
        case AccountState::signedIn:
            m_words->setText(
                m_view.source.isEmpty()
                    ? tr("Signed in as %1.").arg(m_view.name)
                    : tr("Signed in as %1, by the token from %2.").arg(m_view.name, m_view.source));
            break;
        case AccountState::failed:
            m_words->setText(m_view.source.isEmpty()
                                 ? tr("Not signed in.")
                                 : tr("The token from %1 does not work.").arg(m_view.source));
            break;
    }
    const bool readOnly = m_view.state == AccountState::signedIn && !m_view.canWrite;
    const QString message =
        m_view.message.isEmpty() && readOnly
            ? tr("This token may only read. To publish, sign in with one that may write.")
            : m_view.message;
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_message->setTone(m_view.state == AccountState::failed ? Tone::danger
                       : readOnly && m_needsWrite           ? Tone::warning
                                                            : Tone::muted);
    const bool hadFocus = m_signOut->hasFocus();
    m_entry->setVisible(wantsToken());
    m_signIn->setEnabled(!m_token->text().trimmed().isEmpty());
    m_signOut->setVisible(m_view.canSignOut && (m_view.state == AccountState::signedIn ||
                                                m_view.state == AccountState::failed));
    if (wantsToken() && (m_asksForToken || (hadFocus && m_signOut->isHidden()))) {
        m_token->setFocus();
    }
    // Once it is known who is signed in, nothing waits any longer.
    m_asksForToken = m_asksForToken && m_view.state == AccountState::checking;
}

}  // namespace ui

#pragma once

#include "ui/pages/account_view.hpp"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace ui {

class Label;

/// The account of the Hugging Face Hub: who is signed in and by what, or a field for a token. The
/// token leaves this widget once, with signInRequested, and its field is emptied.
class AccountSection : public QWidget {
    Q_OBJECT

public:
    explicit AccountSection(QWidget* parent = nullptr);

    void setView(const AccountView& view);
    /// Also asks for another token where the one that is there may only read.
    void setNeedsWrite(bool needsWrite);
    /// Puts the cursor into the field, as soon as one is shown: not while a token is being checked.
    void askForToken();
    [[nodiscard]] QLineEdit* field() const { return m_token; }

Q_SIGNALS:
    void signInRequested(const QString& token);
    void signOutRequested();
    void tokenPageRequested();  ///< where tokens are made, in the browser

protected:
    /// Return signs in; it does not close the dialog around.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void signIn();
    [[nodiscard]] bool wantsToken() const;

    AccountView m_view;
    bool m_needsWrite = false;
    bool m_asksForToken = false;
    Label* m_words;
    Label* m_message;
    QWidget* m_entry;
    QLineEdit* m_token;
    QPushButton* m_signIn;
    QPushButton* m_make;
    QPushButton* m_signOut;
};

}  // namespace ui

#pragma once

#include "ui/pages/publish_view.hpp"

#include <QDialog>

#include <functional>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace ui {

class AccountSection;
class Disclosure;
class Label;
class PhaseProgress;

/// Judges a choice; quick, no network.
using PublishJudge = std::function<PublishProblems(const PublishChoice&)>;

/// Uploads a model to the Hugging Face Hub: account, name, visibility and card before, progress
/// while, the link after. Failures stay in it, and it can be started again, to go on. Closing it
/// while it sends asks whether to stop.
class PublishDialog : public QDialog {
    Q_OBJECT

public:
    PublishDialog(const QString& model, const PublishChoice& choice, PublishJudge judge,
                  QWidget* parent = nullptr);

    void setView(const PublishView& view);
    [[nodiscard]] PublishChoice choice() const;
    /// Changes the card where it differs; cursor and what can be undone stay.
    void setCard(const QString& card);

Q_SIGNALS:
    /// Another owner or name is chosen.
    void repoChanged();
    void startRequested(const ui::PublishChoice& choice);
    void stopRequested();
    void signInRequested(const QString& token);
    void signOutRequested();
    void tokenPageRequested();
    void linkRequested(const QString& link);

public:
    void reject() override;

private:
    QWidget* makeFields(const PublishChoice& choice);
    QWidget* makeName(const PublishChoice& choice);
    QWidget* makeVisibility(const PublishChoice& choice);
    QWidget* makeOutcome();
    QWidget* makeButtons();
    void showOwners();
    void refresh();
    void showOutcome();
    [[nodiscard]] QString stateWords() const;

    PublishView m_view;
    PublishJudge m_judge;
    AccountSection* m_account;
    QWidget* m_fields = nullptr;
    QComboBox* m_owner = nullptr;
    QLineEdit* m_name = nullptr;
    Label* m_nameProblem = nullptr;
    Label* m_nameNote = nullptr;
    QString m_repo;  ///< owner and name, as last told
    QRadioButton* m_private = nullptr;
    QRadioButton* m_public = nullptr;
    QPlainTextEdit* m_card = nullptr;
    Label* m_cardProblems = nullptr;
    Label* m_size = nullptr;
    PhaseProgress* m_progress = nullptr;
    Label* m_words = nullptr;
    Label* m_details = nullptr;
    Disclosure* m_more = nullptr;
    QWidget* m_linkRow = nullptr;
    QLineEdit* m_link = nullptr;
    QPushButton* m_openLink = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_close = nullptr;
    QPushButton* m_start = nullptr;
};

}  // namespace ui

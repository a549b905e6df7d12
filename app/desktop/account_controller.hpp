#pragma once

#include "desktop/account_calls.hpp"
#include "desktop/background.hpp"
#include "ui/pages/account_view.hpp"

#include <QObject>
#include <QStringList>

namespace app {

/// Who the person is to the Hub. Asks only when somebody wants to know, and once for each token.
class AccountController : public QObject {
    Q_OBJECT

public:
    explicit AccountController(AccountCalls calls, QObject* parent = nullptr);
    ~AccountController() override;

    [[nodiscard]] const ui::AccountView& view() const { return m_view; }
    /// The person, then the organisations; empty until signed in.
    [[nodiscard]] const QStringList& owners() const { return m_owners; }

    /// Looks for a token and asks whose it is, unless that is known or under way.
    void look();
    /// Tries a token and keeps it when it works.
    void signIn(const QString& token);
    void signOut();

Q_SIGNALS:
    void changed();
    /// Another token, or none, is in use now: what was refused before may work.
    void tokenChanged();

private:
    /// What a piece of work found out.
    struct Answer {
        ui::AccountView view;
        QStringList owners;
    };

    /// Runs `work` on the worker thread and shows its answer, unless something newer is asked.
    void run(std::function<Answer(const quince::StopToken&)> work, bool changesToken);
    static Answer checkFound(const AccountCalls& calls, const quince::StopToken& stop);
    static Answer tryToken(const AccountCalls& calls, const hub::Token& token,
                           const quince::StopToken& stop);

    AccountCalls m_calls;
    ui::AccountView m_view;
    QStringList m_owners;
    bool m_isKnown = false;
    quint64 m_request = 0;
    quince::StopSource m_stop;
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app

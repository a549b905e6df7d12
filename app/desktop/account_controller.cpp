#include "desktop/account_controller.hpp"

#include "desktop/paths.hpp"

namespace app {

using ui::AccountState;

namespace {

QStringList ownersOf(const Identity& identity) {
    QStringList owners{toQt(identity.name)};
    for (const std::string& organization : identity.organizations) {
        owners.append(toQt(organization));
    }
    return owners;
}

ui::AccountView failedView(const QString& source, bool canSignOut, const quince::Error& error) {
    ui::AccountView view;
    view.state = AccountState::failed;
    view.source = source;
    view.canSignOut = canSignOut;
    view.message = toQt(error.message);
    return view;
}

}  // namespace

AccountController::AccountController(AccountCalls calls, QObject* parent)
    : QObject(parent), m_calls(std::move(calls)), m_background(QStringLiteral("account")) {}

AccountController::~AccountController() {
    m_stop.requestStop();
}

void AccountController::run(std::function<Answer(const quince::StopToken&)> work,
                            bool changesToken) {
    m_stop.requestStop();
    m_stop = quince::StopSource();
    m_isKnown = true;
    m_view.state = AccountState::checking;
    m_view.message.clear();
    const quint64 request = ++m_request;
    m_background.post([this, request, changesToken, work = std::move(work), stop = m_stop.token()] {
        const Answer answer = work(stop);
        QMetaObject::invokeMethod(
            this,
            [this, request, changesToken, answer] {
                if (request != m_request) {
                    return;
                }
                m_view = answer.view;
                m_owners = answer.owners;
                Q_EMIT changed();
                if (changesToken) {
                    Q_EMIT tokenChanged();
                }
            },
            Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

void AccountController::look() {
    const bool hasFailed = m_view.state == AccountState::failed;
    if (m_calls.find && (!m_isKnown || hasFailed)) {
        run([calls = m_calls](const quince::StopToken& stop) { return checkFound(calls, stop); },
            false);
    }
}

void AccountController::signIn(const QString& text) {
    if (!m_calls.whoAmI) {  // there is no Hub to sign in to
        return;
    }
    const hub::Token token = hub::Token::fromText(text.toUtf8());
    run([calls = m_calls,
         token](const quince::StopToken& stop) { return tryToken(calls, token, stop); },
        true);
}

void AccountController::signOut() {
    run(
        [calls = m_calls](const quince::StopToken& stop) {
            const quince::Status forgotten = calls.forget(stop);
            Answer answer = checkFound(calls, stop);
            if (!forgotten) {
                answer.view.message = toQt(forgotten.error().message);
            }
            return answer;
        },
        true);
}

AccountController::Answer AccountController::checkFound(const AccountCalls& calls,
                                                        const quince::StopToken& stop) {
    const std::optional<FoundToken> found = calls.find(stop);
    if (!found) {
        return {};
    }
    const auto identity = calls.whoAmI(found->token, stop);
    if (!identity) {
        return {failedView(found->source, found->isInKeychain, identity.error()), {}};
    }
    ui::AccountView view;
    view.state = AccountState::signedIn;
    view.name = toQt(identity->name);
    view.source = found->source;
    view.canWrite = identity->canWrite;
    view.canSignOut = found->isInKeychain;
    return {view, ownersOf(*identity)};
}

AccountController::Answer AccountController::tryToken(const AccountCalls& calls,
                                                      const hub::Token& token,
                                                      const quince::StopToken& stop) {
    if (token.isEmpty()) {
        return {failedView(
                    {}, false,
                    {quince::ErrorCode::invalidArgument,
                     tr("This is no token. Tokens of Hugging Face begin with hf_.").toStdString(),
                     {}}),
                {}};
    }
    const auto identity = calls.whoAmI(token, stop);
    if (!identity) {
        return {failedView({}, false, identity.error()), {}};
    }
    const quince::Status kept = calls.keep(token, stop);
    ui::AccountView view;
    view.state = AccountState::signedIn;
    view.name = toQt(identity->name);
    view.canWrite = identity->canWrite;
    view.canSignOut = true;
    if (kept) {
        view.source = tr("the keychain");
    } else {
        view.message =
            tr("You are signed in until Quince closes: %1").arg(toQt(kept.error().message));
    }
    return {view, ownersOf(*identity)};
}

}  // namespace app

#include "desktop/hub_session.hpp"

#include "desktop/paths.hpp"
#include "hub/token_lookup.hpp"

#include <QCoreApplication>

namespace app {

namespace {

QString keychainWord() {
    return QCoreApplication::translate("Hub", "the keychain");
}

}  // namespace

HubSession::HubSession(quince::Environment environment, hub::HubEnvironment hub,
                       std::shared_ptr<hub::Keychain> keychain, bool hasKept)
    : m_variables(std::move(environment)),
      m_hub(std::move(hub)),
      m_keychain(std::move(keychain)),
      m_hasKept(hasKept) {}

std::optional<FoundToken> HubSession::lookFor(const quince::StopToken& stop) {
    if (m_hasKept) {
        const auto kept = m_keychain->read(m_hub.endpoint, stop);
        if (kept && !kept->isEmpty()) {
            return FoundToken{*kept, keychainWord(), true};
        }
    }
    const hub::FoundToken found = hub::findToken(m_variables, m_hub);
    if (found.token.isEmpty()) {
        return std::nullopt;
    }
    return FoundToken{found.token, toQt(found.origin), false};
}

hub::Token HubSession::token(const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    if (!m_isKnown) {
        m_found = lookFor(stop);
        m_isKnown = !stop.stopRequested();
    }
    return m_found ? m_found->token : hub::Token();
}

hub::Token HubSession::tokenForReading(const quince::StopToken& stop) {
    return m_hub.sendsStoredToken ? token(stop) : hub::Token();
}

std::optional<FoundToken> HubSession::find(const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    m_found = lookFor(stop);
    m_isKnown = !stop.stopRequested();
    return m_found;
}

quince::Status HubSession::keep(const hub::Token& token, const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    quince::Status kept = m_keychain->write(m_hub.endpoint, token, stop);
    m_hasKept = m_hasKept || kept.ok();
    m_found = FoundToken{token, kept ? keychainWord() : QString(), true};
    m_isKnown = true;
    return kept;
}

quince::Status HubSession::forget(const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    quince::Status removed =
        m_hasKept ? m_keychain->remove(m_hub.endpoint, stop) : quince::Status();
    m_hasKept = m_hasKept && !removed.ok();
    m_found.reset();
    m_isKnown = false;
    return removed;
}

}  // namespace app

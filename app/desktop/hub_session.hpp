#pragma once

#include "desktop/account_calls.hpp"
#include "hub/hub_environment.hpp"
#include "hub/keychain.hpp"

#include <quince/environment.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace app {

/// The token that is in use, for all that ask the Hub. The person's own sign-in, kept in the
/// keychain, comes before HF_TOKEN and the token file of the hf program. Thread-safe; the keychain
/// is asked once, by whoever needs the token first, and only if something was put there.
class HubSession {
public:
    /// `hasKept`: whether an earlier run put a token into the keychain.
    HubSession(quince::Environment environment, hub::HubEnvironment hub,
               std::shared_ptr<hub::Keychain> keychain, bool hasKept);

    [[nodiscard]] const hub::HubEnvironment& environment() const { return m_hub; }

    /// For reading; none where HF_HUB_DISABLE_IMPLICIT_TOKEN says so. Blocks the first time.
    [[nodiscard]] hub::Token tokenForReading(const quince::StopToken& stop);
    /// For what cannot be done without. Blocks the first time.
    [[nodiscard]] hub::Token token(const quince::StopToken& stop);

    /// As AccountCalls has it.
    std::optional<FoundToken> find(const quince::StopToken& stop);
    quince::Status keep(const hub::Token& token, const quince::StopToken& stop);
    quince::Status forget(const quince::StopToken& stop);

private:
    [[nodiscard]] std::optional<FoundToken> lookFor(const quince::StopToken& stop);

    quince::Environment m_variables;
    hub::HubEnvironment m_hub;
    std::shared_ptr<hub::Keychain> m_keychain;
    std::mutex m_mutex;  ///< of all below
    bool m_hasKept;
    bool m_isKnown = false;
    std::optional<FoundToken> m_found;
};

}  // namespace app

#include "cli/hub_access.hpp"

#include "cli/progress_line.hpp"
#include "hub/keychain.hpp"
#include "hub/server_warnings.hpp"

#include <quince/hf_cache.hpp>
#include <quince/user_folders.hpp>

#include <chrono>

namespace cli {

namespace {

/// A keychain that asks for a password may take longer; then there is no token this time.
constexpr std::chrono::seconds keychainLimit{20};

hub::FoundToken tokenOf(const quince::Environment& environment, const hub::HubEnvironment& hub) {
    hub::FoundToken found = hub::findToken(environment, hub);
    if (found.token.isEmpty() && !hub.offline) {
        const auto kept = hub::SystemKeychain(keychainLimit).read(hub.endpoint, {});
        if (kept && !kept->isEmpty()) {
            found = {*kept, "the keychain"};
        }
    }
    return found;
}

}  // namespace

hub::Token HubAccess::readingToken() const {
    return environment.sendsStoredToken ? token.token : hub::Token();
}

quince::Result<HubAccess> hubAccess(const quince::Environment& environment) {
    auto hub = hub::hubEnvironment(environment);
    if (!hub) {
        return std::move(hub).error();
    }
    hub->warnings = std::make_shared<hub::ServerWarnings>(
        [](const std::string& text) { ProgressLine::note("Hugging Face says: " + text); });
    hub::FoundToken token = tokenOf(environment, *hub);
    return HubAccess{*std::move(hub),
                     std::move(token),
                     quince::cacheRoots(environment, {}, {}).front().folder,
                     hub::HeaderStore(quince::ownCacheFolder(environment) / "headers"),
                     {}};
}

}  // namespace cli

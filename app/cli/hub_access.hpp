#pragma once

#include "hub/header_store.hpp"
#include "hub/hub_environment.hpp"
#include "hub/token_lookup.hpp"
#include "hub/waiter.hpp"

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <string>

namespace cli {

/// What a command needs to talk to the Hub. Only for the thread that made it.
struct HubAccess {
    hub::HubEnvironment environment;
    hub::FoundToken token;        ///< the one in use; for reading perhaps not sent
    std::filesystem::path cache;  ///< the Hugging Face cache in use
    hub::HeaderStore headers;
    hub::RealWaiter waiter;

    /// The token for reading: none where the person forbids to send a stored one.
    [[nodiscard]] hub::Token readingToken() const;
    /// Of the Hub, for a person: "huggingface.co".
    [[nodiscard]] std::string host() const { return environment.endpoint.host().toStdString(); }
};

/// By the environment, the files of huggingface_hub and, if they have no token, the keychain.
/// Errors: invalidArgument (HF_ENDPOINT).
quince::Result<HubAccess> hubAccess(const quince::Environment& environment);

}  // namespace cli

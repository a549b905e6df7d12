#pragma once

#include "hub/token.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QString>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// Whose a token is.
struct Identity {
    std::string name;
    std::vector<std::string> organizations;
    bool canWrite = false;
};

/// A token that was found, and where.
struct FoundToken {
    hub::Token token;
    QString source;             ///< in words, to go after "the token from": "HF_TOKEN"
    bool isInKeychain = false;  ///< it is ours to forget
};

/// What the account asks. Every call blocks and belongs on a worker thread.
struct AccountCalls {
    /// The token in use, looked for anew. Its other users follow: see HubSession.
    std::function<std::optional<FoundToken>(const quince::StopToken&)> find;
    std::function<quince::Result<Identity>(const hub::Token&, const quince::StopToken&)> whoAmI;
    /// Puts it into the keychain. When that fails it is in use until the program ends.
    std::function<quince::Status(const hub::Token&, const quince::StopToken&)> keep;
    /// Takes it out of the keychain.
    std::function<quince::Status(const quince::StopToken&)> forget;
};

}  // namespace app

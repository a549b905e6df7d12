#include "cli/commands.hpp"
#include "cli/hub_access.hpp"
#include "cli/hub_progress.hpp"
#include "cli/json_text.hpp"
#include "hub/hub_api.hpp"

#include <array>
#include <cstdio>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

std::string_view nameOf(hub::TokenRole role) {
    switch (role) {
        case hub::TokenRole::read:
            return "read";
        case hub::TokenRole::write:
            return "write";
        case hub::TokenRole::fineGrained:
            return "fine-grained";
        case hub::TokenRole::unknown:
            return "unknown";
    }
    return "unknown";
}

/// The first line of standard input; no token is longer than the buffer.
hub::Token tokenFromInput() {
    std::array<char, 1024> line{};
    if (std::fgets(line.data(), static_cast<int>(line.size()), stdin) == nullptr) {
        return {};
    }
    const hub::Token token = hub::Token::fromText(QByteArray(line.data()));
    line.fill('\0');
    return token;
}

Error noToken() {
    return {ErrorCode::unauthorized,
            "There is no token of the Hub: neither HF_TOKEN, nor the file of `hf auth login`, nor "
            "the keychain has one. Public models need none.",
            {}};
}

std::string textOf(const hub::Account& account, const std::string& source) {
    std::string text = "Token from  " + source + "\n" + "Belongs to  " + account.name + "\n";
    std::string organizations;
    for (const std::string& organization : account.organizations) {
        organizations += (organizations.empty() ? "" : ", ") + organization;
    }
    text += organizations.empty() ? "" : "Member of   " + organizations + "\n";
    return text + "May         " +
           (account.role == hub::TokenRole::read    ? "read"
            : account.role == hub::TokenRole::write ? "read and write"
                                                    : "do what its settings say") +
           "\n";
}

}  // namespace

ExitCode runLogin(const LoginOptions& options, const quince::Environment& environment,
                  const Output& output) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return output.fail(hub.error());
    }
    if (options.readsToken) {
        hub->token = {tokenFromInput(), "standard input"};
    }
    if (hub->token.token.isEmpty()) {
        return output.fail(noToken());
    }
    const Result<hub::Account> account = underLine(
        [host = hub->host()] { return askingLook(host); },
        [&](const quince::StopToken& stop) {
            return hub::HubApi(hub->environment, hub->token.token, hub->waiter).whoAmI(stop);
        });
    if (!account) {
        return output.fail(account.error());
    }
    output.answer(output.json() ? jsonText(Json{{"source", hub->token.origin},
                                                {"user", account->name},
                                                {"organizations", account->organizations},
                                                {"role", nameOf(account->role)},
                                                {"token_name", account->tokenName}})
                                : textOf(*account, hub->token.origin));
    return ExitCode::ok;
}

}  // namespace cli

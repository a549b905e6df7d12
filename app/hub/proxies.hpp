#pragma once

#include <quince/environment.hpp>

#include <QNetworkProxy>
#include <QUrl>

#include <optional>

namespace hub {

/// The proxy that the environment names for an address, by the rules that curl and Python's clients
/// share: HTTPS_PROXY or HTTP_PROXY by the address's scheme, else ALL_PROXY, each also in small
/// letters; none of them for the hosts that NO_PROXY lists ("*", "host", ".domain", with or without
/// a port). `NoProxy`: go directly. Empty: it says nothing, and the system decides.
[[nodiscard]] std::optional<QNetworkProxy> proxyByEnvironment(
    const quince::Environment& environment, const QUrl& url);

/// Lets connections go through the proxies of the environment, else through those that the system
/// is set to (macOS and Windows know others, and Qt on Linux may know none), except those to this
/// machine. For the whole process: a program calls it once at its start.
void useProxies(const quince::Environment& environment);

}  // namespace hub

#pragma once

#include "hub/token.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QUrl>

#include <chrono>

namespace hub {

/// Where the tokens are kept that a person gave to Quince: one for each endpoint. A seam: tests put
/// one of their own here and never touch the person's.
///
/// Errors of all three: unsupported: there is no keychain on this system; unauthorized: it is
/// locked, or access was denied; io: it failed or did not answer in time; stopped.
class Keychain {
public:
    virtual ~Keychain() = default;

    /// No token if none is kept.
    virtual quince::Result<Token> read(const QUrl& endpoint, const quince::StopToken& stop) = 0;
    virtual quince::Status write(const QUrl& endpoint, const Token& token,
                                 const quince::StopToken& stop) = 0;
    /// Fine, too, if none is kept.
    virtual quince::Status remove(const QUrl& endpoint, const quince::StopToken& stop) = 0;
};

/// The keychain of the system: macOS Keychain, Windows Credential Store, Secret Service or KWallet.
/// Blocks, for the system may ask the person for a password. May be called from a worker thread
/// while the main thread's event loop runs (libsecret answers there), or from the main thread.
class SystemKeychain final : public Keychain {
public:
    explicit SystemKeychain(std::chrono::milliseconds limit = std::chrono::minutes(2))
        : m_limit(limit) {}

    quince::Result<Token> read(const QUrl& endpoint, const quince::StopToken& stop) override;
    quince::Status write(const QUrl& endpoint, const Token& token,
                         const quince::StopToken& stop) override;
    quince::Status remove(const QUrl& endpoint, const quince::StopToken& stop) override;

private:
    std::chrono::milliseconds m_limit;
};

}  // namespace hub

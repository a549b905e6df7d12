#pragma once

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <filesystem>
#include <memory>

namespace hub {

class ServerWarnings;

/// What the environment says of the Hub, by the rules of huggingface_hub (constants.py). A plain
/// value, handed to whoever needs it; nothing here reads the process by itself.
struct HubEnvironment {
    QUrl endpoint;                 ///< HF_ENDPOINT or https://huggingface.co; no slash at its end
    bool offline = false;          ///< HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE: no connection at all
    bool sendsStoredToken = true;  ///< false: HF_HUB_DISABLE_IMPLICIT_TOKEN
    bool mayLink = true;           ///< false: HF_HUB_DISABLE_SYMLINKS, files are copied instead
    std::filesystem::path tokenFile;  ///< HF_TOKEN_PATH or HF_HOME/token; may not exist
    std::chrono::milliseconds metadataTimeout{10'000};  ///< HF_HUB_ETAG_TIMEOUT
    std::chrono::milliseconds transferTimeout{30'000};  ///< without a byte; HF_HUB_DOWNLOAD_TIMEOUT
    QByteArray userAgent;
    std::shared_ptr<ServerWarnings> warnings;  ///< shared by all who talk to the Hub; may be null
};

/// Errors: invalidArgument: HF_ENDPOINT is no address, or neither https nor http to this machine.
quince::Result<HubEnvironment> hubEnvironment(const quince::Environment& environment);

/// https, or http to a loopback address (127.0.0.0/8, ::1, localhost).
[[nodiscard]] bool isAllowedScheme(const QUrl& url);

}  // namespace hub

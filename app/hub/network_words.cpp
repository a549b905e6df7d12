#include "hub/network_words.hpp"

#include <string>

namespace hub {

using quince::Error;
using quince::ErrorCode;

Error networkError(const QUrl& url, QNetworkReply::NetworkError error,
                   const QString& certificateError) {
    const std::string host = url.host().toStdString();
    const auto failed = [](std::string sentence) {
        return Error{ErrorCode::network, std::move(sentence), {}};
    };
    switch (error) {
        case QNetworkReply::HostNotFoundError:
            return failed("The server " + host +
                          " was not found. Check the connection to the internet.");
        case QNetworkReply::ConnectionRefusedError:
            return failed("The server " + host + " refused the connection.");
        case QNetworkReply::RemoteHostClosedError:
            return failed("The connection to " + host + " broke off before the answer was whole.");
        case QNetworkReply::TimeoutError:
            return failed("The server " + host + " did not answer in time.");
        case QNetworkReply::SslHandshakeFailedError:
            return Error{
                ErrorCode::untrusted,
                "No secure connection to " + host + " could be made" +
                    (certificateError.isEmpty() ? std::string()
                                                : ": " + certificateError.toStdString()) +
                    ". Check the date of this computer, and whether a proxy is in between.",
                {}};
        case QNetworkReply::ProxyConnectionRefusedError:
        case QNetworkReply::ProxyConnectionClosedError:
        case QNetworkReply::ProxyNotFoundError:
        case QNetworkReply::ProxyTimeoutError:
        case QNetworkReply::UnknownProxyError:
            return failed("The proxy of this system cannot be reached. Check its settings.");
        case QNetworkReply::ProxyAuthenticationRequiredError:
            return Error{ErrorCode::unauthorized,
                         "The proxy of this system asks for a name and a password, which Quince "
                         "cannot give. Put them into HTTPS_PROXY.",
                         {}};
        default:
            return failed("The connection to " + host + " failed (network error " +
                          std::to_string(static_cast<int>(error)) + ").");
    }
}

Error timeoutError(const QUrl& url, std::chrono::milliseconds timeout) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
    return {ErrorCode::network,
            "The server " + url.host().toStdString() + " sent nothing for " +
                std::to_string(seconds) + " s.",
            {}};
}

Error tooLargeError(const QUrl& url, std::int64_t limit) {
    return {ErrorCode::untrusted,
            "The server " + url.host().toStdString() + " sends more than the " +
                std::to_string(limit) + " bytes that its answer may have.",
            {}};
}

}  // namespace hub

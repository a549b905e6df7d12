#include "hub/hub_environment.hpp"

#include <QHostAddress>
#include <QString>
#include <QStringList>

#include <string>

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Environment;

fs::path homeOf(const Environment& environment) {
    if (const auto value = environment.get("HF_HOME")) {
        return environment.expand(*value);
    }
    if (const auto value = environment.get("XDG_CACHE_HOME")) {
        return environment.expand(*value) / "huggingface";
    }
    return environment.home / ".cache" / "huggingface";
}

std::chrono::milliseconds seconds(const Environment& environment, const char* name,
                                  std::chrono::milliseconds otherwise) {
    const auto value = environment.get(name);
    bool isNumber = false;
    const int number = value ? QString::fromStdString(*value).toInt(&isNumber) : 0;
    return isNumber && number > 0 ? std::chrono::seconds(number) : otherwise;
}

QByteArray userAgentOf(const Environment& environment) {
    QByteArray agent = "quince/" QUINCE_VERSION;
    if (!environment.isTrue("HF_HUB_DISABLE_TELEMETRY") && !environment.isTrue("DO_NOT_TRACK")) {
        agent += QByteArray("; qt/") + qVersion();
    }
    if (const auto origin = environment.get("HF_HUB_USER_AGENT_ORIGIN")) {
        agent += "; origin/" + QByteArray::fromStdString(*origin).simplified();
    }
    return agent;
}

quince::Result<QUrl> endpointOf(const Environment& environment) {
    const auto value = environment.get("HF_ENDPOINT");
    if (!value) {
        return QUrl(environment.isTrue("HUGGINGFACE_CO_STAGING")
                        ? QStringLiteral("https://hub-ci.huggingface.co")
                        : QStringLiteral("https://huggingface.co"));
    }
    QString text = QString::fromStdString(*value).trimmed();
    while (text.endsWith(u'/')) {
        text.chop(1);
    }
    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery() ||
        url.hasFragment()) {
        // Without the value: what is wrong with it may be a password.
        return quince::Error{quince::ErrorCode::invalidArgument,
                             "HF_ENDPOINT is not the plain address of a server, like "
                             "https://huggingface.co.",
                             {}};
    }
    if (!isAllowedScheme(url)) {
        return quince::Error{quince::ErrorCode::invalidArgument,
                             "HF_ENDPOINT must begin with https://, it is the address of " +
                                 url.host().toStdString() + ".",
                             {}};
    }
    return url;
}

}  // namespace

bool isAllowedScheme(const QUrl& url) {
    if (url.scheme() == u"https") {
        return true;
    }
    const QString host = url.host();
    return url.scheme() == u"http" && (host == u"localhost" || QHostAddress(host).isLoopback());
}

quince::Result<HubEnvironment> hubEnvironment(const Environment& environment) {
    quince::Result<QUrl> endpoint = endpointOf(environment);
    if (!endpoint) {
        return endpoint.error();
    }
    HubEnvironment result;
    result.endpoint = *endpoint;
    result.offline =
        environment.isTrue("HF_HUB_OFFLINE") || environment.isTrue("TRANSFORMERS_OFFLINE");
    result.sendsStoredToken = !environment.isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN");
    result.mayLink = !environment.isTrue("HF_HUB_DISABLE_SYMLINKS");
    const auto tokenPath = environment.get("HF_TOKEN_PATH");
    result.tokenFile = tokenPath ? environment.expand(*tokenPath) : homeOf(environment) / "token";
    result.metadataTimeout = seconds(environment, "HF_HUB_ETAG_TIMEOUT", result.metadataTimeout);
    result.transferTimeout =
        seconds(environment, "HF_HUB_DOWNLOAD_TIMEOUT", result.transferTimeout);
    result.userAgent = userAgentOf(environment);
    return result;
}

}  // namespace hub

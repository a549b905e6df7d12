#pragma once

#include "hub/http_client.hpp"
#include "hub/lm_studio_listing.hpp"
#include "hub/lm_studio_place.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QJsonObject>
#include <QUrl>

#include <chrono>
#include <optional>

namespace hub {

/// What a loaded model is called, and how long that took.
struct LmStudioInstance {
    QString id;
    double seconds = 0;
};

/// A short answer of a model.
struct LmStudioAnswer {
    QString text;  ///< one line without control characters; may be empty
    int tokens = 0;
    std::optional<double> tokensPerSecond;
};

/// The server that LM Studio has for other programs, on this machine. Calls block, on the thread
/// of the HttpClient. Errors of all: stopped, unauthorized (it wants a token), network (it went
/// away), io (its own words).
class LmStudioServer {
public:
    /// The client must outlive this.
    LmStudioServer(HttpClient& http, QUrl url, Token token);

    /// The models it knows; tries the API of LM Studio 0.4 and then the older one.
    quince::Result<QList<ListedModel>> models(const quince::StopToken& stop);
    /// Whether it can load and unload, by what `models` has found.
    [[nodiscard]] bool canLoad() const { return m_isV1; }

    /// REQUIRES: canLoad()
    quince::Result<LmStudioInstance> load(const QString& key, const quince::StopToken& stop);
    /// Not stopped by anybody; takes 3 s at most.
    void unload(const QString& instance);
    /// A few tokens. `model` is an instance or a key: a key loads the model for a minute.
    quince::Result<LmStudioAnswer> chat(const QString& model, bool isLoaded,
                                        const quince::StopToken& stop);

private:
    quince::Result<HttpAnswer> get(const char* path, const quince::StopToken& stop);
    quince::Result<HttpAnswer> post(const char* path, const QJsonObject& body,
                                    std::chrono::milliseconds timeout,
                                    const quince::StopToken& stop);
    quince::Result<HttpAnswer> send(HttpRequest request, const char* path,
                                    const quince::StopToken& stop);

    HttpClient& m_http;
    QUrl m_url;
    Token m_token;
    bool m_isV1 = false;
};

/// Asks at the ports of `place`, 300 ms each, who is there, without a token. Errors: stopped;
/// whatever else listens at one of the ports is passed over.
quince::Result<std::optional<LmStudioServer>> findLmStudioServer(HttpClient& http,
                                                                 const LmStudioPlace& place,
                                                                 const quince::StopToken& stop);
/// Whether the app answers at one of its own ports.
quince::Result<bool> isLmStudioRunning(HttpClient& http, const LmStudioPlace& place,
                                       const quince::StopToken& stop);

}  // namespace hub

#include "hub/lm_studio_server.hpp"

#include "hub/lm_studio_answer.hpp"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace hub {
namespace {

using namespace std::chrono_literals;
using quince::ErrorCode;
using quince::Result;
using quince::StopToken;

constexpr auto probeTimeout = 300ms;
constexpr auto loadTimeout = 10min;  // a hundred gigabytes from a slow disk
constexpr auto chatTimeout = 2min;
constexpr auto unloadTimeout = 3s;
constexpr std::int64_t noteLimit = 64 << 10;
constexpr int fewTokens = 16;
constexpr int idleSeconds = 60;

QUrl localUrl(quint16 port) {
    QUrl url(QStringLiteral("http://127.0.0.1"));
    url.setPort(port);
    return url;
}

double secondsOf(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

/// The object that is told there; empty if there is none, for whatever reason but a stop.
Result<QJsonObject> probe(HttpClient& http, quint16 port, const char* path, const StopToken& stop) {
    HttpRequest request;
    request.url = localUrl(port).resolved(QUrl(QLatin1String(path)));
    request.redirects = Redirects::none;
    request.timeout = probeTimeout;
    request.bodyLimit = noteLimit;
    const Result<HttpAnswer> answer = http.send(request, stop);
    if (!answer && answer.error().code == ErrorCode::stopped) {
        return answer.error();
    }
    return answer && answer->status == 200 ? QJsonDocument::fromJson(answer->body).object()
                                           : QJsonObject();
}

}  // namespace

Result<std::optional<LmStudioServer>> findLmStudioServer(HttpClient& http,
                                                         const LmStudioPlace& place,
                                                         const StopToken& stop) {
    for (const quint16 port : place.serverPorts) {
        const Result<QJsonObject> greeting = probe(http, port, "/lmstudio-greeting", stop);
        if (!greeting) {
            return greeting.error();
        }
        if (greeting->value(QLatin1String("lmstudio")).toBool()) {
            return std::optional(LmStudioServer(http, localUrl(port), place.token));
        }
    }
    return std::optional<LmStudioServer>();
}

Result<bool> isLmStudioRunning(HttpClient& http, const LmStudioPlace& place,
                               const StopToken& stop) {
    for (const quint16 port : place.appPorts) {
        const Result<QJsonObject> status = probe(http, port, "/lms-status", stop);
        if (!status) {
            return status.error();
        }
        if (status->value(QLatin1String("package")).isString() &&
            status->value(QLatin1String("version")).isString()) {
            return true;
        }
    }
    return false;
}

LmStudioServer::LmStudioServer(HttpClient& http, QUrl url, Token token)
    : m_http(http), m_url(std::move(url)), m_token(std::move(token)) {}

Result<HttpAnswer> LmStudioServer::send(HttpRequest request, const char* path,
                                        const StopToken& stop) {
    request.url = m_url.resolved(QUrl(QLatin1String(path)));
    request.token = m_token;
    request.redirects = Redirects::none;
    Result<HttpAnswer> answer = m_http.send(request, stop);
    if (!answer && answer.error().code == ErrorCode::network) {
        answer.error().message =
            "LM Studio does not answer any more. See whether it still runs, then try again.";
    }
    return answer;
}

Result<HttpAnswer> LmStudioServer::get(const char* path, const StopToken& stop) {
    return send({}, path, stop);
}

Result<HttpAnswer> LmStudioServer::post(const char* path, const QJsonObject& body,
                                        std::chrono::milliseconds timeout, const StopToken& stop) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.timeout = timeout;
    return send(std::move(request), path, stop);
}

Result<QList<ListedModel>> LmStudioServer::models(const StopToken& stop) {
    Result<HttpAnswer> answer = get("/api/v1/models", stop);
    auto list = answer && answer->isSuccess() ? listOfV1(answer->body) : std::nullopt;
    m_isV1 = list.has_value();
    if (answer && !list && isUnknownEndpoint(*answer)) {
        answer = get("/api/v0/models", stop);
        list = answer && answer->isSuccess() ? listOfV0(answer->body) : std::nullopt;
    }
    if (!answer) {
        return std::move(answer).error();
    }
    if (!list) {
        return lmStudioError(*answer, "list its models");
    }
    return *std::move(list);
}

Result<LmStudioInstance> LmStudioServer::load(const QString& key, const StopToken& stop) {
    QElapsedTimer since;
    since.start();
    const Result<HttpAnswer> answer =
        post("/api/v1/models/load", {{QStringLiteral("model"), key}}, loadTimeout, stop);
    if (!answer) {
        return answer.error();
    }
    const QJsonObject json = QJsonDocument::fromJson(answer->body).object();
    QString instance = json.value(QLatin1String("instance_id")).toString();
    if (instance.isEmpty()) {  // as the first versions of the API called it
        instance = json.value(QLatin1String("model_instance_id")).toString();
    }
    if (!answer->isSuccess() || instance.isEmpty()) {
        return lmStudioError(*answer, "load the model");
    }
    const double told = json.value(QLatin1String("load_time_seconds")).toDouble();
    return LmStudioInstance{instance, told > 0 ? told : secondsOf(since)};
}

void LmStudioServer::unload(const QString& instance) {
    // When it fails, the model stays loaded for the person to see in LM Studio.
    (void)post("/api/v1/models/unload", {{QStringLiteral("instance_id"), instance}}, unloadTimeout,
               StopToken());
}

Result<LmStudioAnswer> LmStudioServer::chat(const QString& model, bool isLoaded,
                                            const StopToken& stop) {
    const QJsonObject message{{QStringLiteral("role"), QStringLiteral("user")},
                              {QStringLiteral("content"), QStringLiteral("Say hello.")}};
    QJsonObject body{{QStringLiteral("model"), model},
                     {QStringLiteral("messages"), QJsonArray{message}},
                     {QStringLiteral("max_tokens"), fewTokens},
                     {QStringLiteral("temperature"), 0},
                     {QStringLiteral("stream"), false}};
    if (!isLoaded) {
        body[QStringLiteral("ttl")] = idleSeconds;
    }
    const std::chrono::milliseconds timeout = isLoaded ? chatTimeout : loadTimeout;
    QElapsedTimer since;
    since.start();
    // This one tells the speed as well, but is said to go one day.
    Result<HttpAnswer> answer = post("/api/v0/chat/completions", body, timeout, stop);
    if (answer && isUnknownEndpoint(*answer)) {
        since.start();
        answer = post("/v1/chat/completions", body, timeout, stop);
    }
    if (!answer) {
        return std::move(answer).error();
    }
    auto said = chatAnswerOf(answer->body, isLoaded ? secondsOf(since) : 0);
    if (!answer->isSuccess() || !said) {
        return lmStudioError(*answer, "run the model");
    }
    return *std::move(said);
}

}  // namespace hub

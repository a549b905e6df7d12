#include "hub/hub_api.hpp"

#include "hub/json_fields.hpp"
#include "hub/redirect.hpp"
#include "hub/server_warnings.hpp"

#include <QJsonParseError>

#include <utility>

namespace hub {

using quince::Result;

HubApi::HubApi(HubEnvironment environment, Token token, Waiter& waiter, RetryOptions retry)
    : m_environment(std::move(environment)),
      m_token(std::move(token)),
      m_waiter(waiter),
      m_client(m_environment),
      m_retry(waiter, std::move(retry)) {}

HttpRequest HubApi::requestTo(const QUrl& url) const {
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    if (isSameOrigin(url, m_environment.endpoint)) {
        request.token = m_token;
    }
    request.timeout = m_environment.metadataTimeout;
    return request;
}

Asked HubApi::askedFor(const std::string& id, const std::string& revision,
                       const std::string& path) const {
    return {m_environment.endpoint, id, revision, path, !m_token.isEmpty()};
}

Result<HttpAnswer> HubApi::exchange(const HttpRequest& request, const quince::StopToken& stop,
                                    Repeat repeat) {
    Result<HttpAnswer> answer = m_retry.send(m_client, request, stop, repeat);
    if (answer && m_environment.warnings && isSameOrigin(answer->url, m_environment.endpoint)) {
        m_environment.warnings->read(*answer);
    }
    return answer;
}

namespace {

Result<QJsonDocument> parsed(const HttpAnswer& answer) {
    QJsonParseError problem;
    QJsonDocument json = QJsonDocument::fromJson(answer.body, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return notJsonError(answer);
    }
    return json;
}

}  // namespace

Result<HubApi::JsonAnswer> HubApi::getJson(const QUrl& url, const Asked& asked,
                                           const quince::StopToken& stop) {
    Result<HttpAnswer> answer = exchange(requestTo(url), stop);
    if (!answer) {
        return answer.error();
    }
    if (!answer->isSuccess()) {
        return errorOf(*answer, asked);
    }
    Result<QJsonDocument> json = parsed(*answer);
    if (!json) {
        return json.error();
    }
    return JsonAnswer{*std::move(answer), *std::move(json)};
}

Result<HubApi::JsonAnswer> HubApi::postJson(const QUrl& url, const QJsonDocument& body,
                                            const Asked& asked, const quince::StopToken& stop) {
    HttpRequest request = requestTo(url);
    request.method = HttpMethod::post;
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = body.toJson(QJsonDocument::Compact);
    Result<HttpAnswer> answer = exchange(request, stop);
    if (!answer) {
        return answer.error();
    }
    if (!answer->isSuccess()) {
        return errorOf(*answer, asked);
    }
    Result<QJsonDocument> json = parsed(*answer);
    if (!json) {
        return json.error();
    }
    return JsonAnswer{*std::move(answer), *std::move(json)};
}

Result<std::optional<QUrl>> HubApi::pageAfter(const HttpAnswer& answer) const {
    const std::optional<QUrl> named = nextPage(answer);
    if (!named) {
        return std::optional<QUrl>();
    }
    const QUrl next = onEndpoint(*named, m_environment.endpoint);
    if (!isSameOrigin(next, m_environment.endpoint) || next == answer.url) {
        return oddAnswer(answer.url.host(), "its next page is elsewhere, or the same again");
    }
    return std::optional<QUrl>(next);
}

}  // namespace hub

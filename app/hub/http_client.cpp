#include "hub/http_client.hpp"

#include "hub/exchange.hpp"
#include "hub/hub_environment.hpp"
#include "hub/redirect.hpp"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QThread>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

/// A proxy is in the way of what never leaves this machine, and NO_PROXY does not always say so.
QNetworkProxy proxyFor(const QUrl& url) {
    const QString host = url.host();
    const bool isHere = host == u"localhost" || QHostAddress(host).isLoopback();
    return isHere ? QNetworkProxy::NoProxy : QNetworkProxy::DefaultProxy;
}

}  // namespace

HttpClient::HttpClient(const HubEnvironment& environment)
    : m_network(std::make_unique<QNetworkAccessManager>()),
      m_userAgent(environment.userAgent),
      m_endpoint(environment.endpoint),
      m_offline(environment.offline) {
    m_network->setAutoDeleteReplies(false);
}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::send(const HttpRequest& request, const quince::StopToken& stop) {
    return perform(request, nullptr, stop);
}

Result<HttpAnswer> HttpClient::stream(const HttpRequest& request, const BodySink& sink,
                                      const quince::StopToken& stop) {
    Q_ASSERT(request.method == HttpMethod::get);
    HttpRequest streamed = request;
    streamed.encoding = Encoding::identity;
    return perform(std::move(streamed), &sink, stop);
}

Result<HttpAnswer> HttpClient::perform(HttpRequest request, const BodySink* sink,
                                       const quince::StopToken& stop) {
    Q_ASSERT(m_network->thread() == QThread::currentThread());
    if (m_offline) {
        return Error{ErrorCode::offline,
                     "The Hub was not asked, because HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is "
                     "set. Unset it to go online.",
                     {}};
    }
    if (!isAllowedUrl(request.url)) {
        return Error{
            ErrorCode::untrusted,
            "Quince opens only https addresses, not " +
                request.url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo).toStdString(),
            {}};
    }
    for (int hop = 0; hop <= maxRedirects; ++hop) {
        m_network->setProxy(proxyFor(request.url));
        Exchange exchange(*m_network, request, m_userAgent);
        Result<HttpAnswer> answer = exchange.run(sink, stop);
        if (!answer) {
            return answer;
        }
        Result<std::optional<QUrl>> target = redirectionOf(request, *answer, m_endpoint);
        if (!target) {
            return target.error();
        }
        if (!target->has_value()) {
            return answer;
        }
        request = redirected(request, **target);
    }
    return Error{ErrorCode::untrusted,
                 request.url.host().toStdString() + " redirects in a circle, more than " +
                     std::to_string(maxRedirects) + " times.",
                 {}};
}

}  // namespace hub

#include "hub/redirect.hpp"

#include "hub/hub_environment.hpp"

#include <algorithm>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;

int portOf(const QUrl& url) {
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

bool isRedirection(const HttpRequest& request, int status) {
    const bool keepsMethod = status == 307 || status == 308;
    const bool mayChangeIt = status == 301 || status == 302 || status == 303;
    const bool hasNoBody = request.method == HttpMethod::get || request.method == HttpMethod::head;
    return keepsMethod || (mayChangeIt && hasNoBody);
}

Error untrusted(const HttpRequest& request, const char* what) {
    return Error{ErrorCode::untrusted,
                 request.url.host().toStdString() + " " + what +
                     " A proxy or a login page of this network may be in between.",
                 {}};
}

}  // namespace

bool isSameOrigin(const QUrl& left, const QUrl& right) {
    return left.scheme() == right.scheme() && left.host() == right.host() &&
           portOf(left) == portOf(right);
}

bool isAllowedUrl(const QUrl& url) {
    return url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() &&
           isAllowedScheme(url);
}

QUrl onEndpoint(const QUrl& url, const QUrl& endpoint) {
    const QUrl hub(QStringLiteral("https://huggingface.co"));
    if (!isSameOrigin(url, hub) || isSameOrigin(endpoint, hub)) {
        return url;
    }
    QUrl moved = url;
    moved.setScheme(endpoint.scheme());
    moved.setHost(endpoint.host());
    moved.setPort(endpoint.port());
    moved.setPath(endpoint.path(QUrl::FullyEncoded) + url.path(QUrl::FullyEncoded),
                  QUrl::TolerantMode);
    return moved;
}

quince::Result<std::optional<QUrl>> redirectionOf(const HttpRequest& request,
                                                  const HttpAnswer& answer, const QUrl& endpoint) {
    if (request.redirects == Redirects::none || !isRedirection(request, answer.status)) {
        return std::optional<QUrl>();
    }
    const QUrl location =
        QUrl::fromEncoded(answer.header("Location").value_or(QByteArray()), QUrl::TolerantMode);
    if (location.isEmpty() || !location.isValid()) {
        return untrusted(request, "answered with a redirection that leads nowhere.");
    }
    const bool isRelative = location.scheme().isEmpty() && location.host().isEmpty();
    if (request.redirects == Redirects::onlyRelative && !isRelative) {
        return std::optional<QUrl>();
    }
    const QUrl target = onEndpoint(request.url.resolved(location), endpoint);
    if (request.url.scheme() == u"https" && target.scheme() != u"https") {
        return untrusted(request, "redirects to a connection that is not secure.");
    }
    if (!isAllowedUrl(target)) {
        return untrusted(request, "redirects to an address that Quince does not open.");
    }
    if (request.redirects == Redirects::sameOrigin && !isSameOrigin(request.url, target)) {
        return untrusted(request, "redirects to another server where its own answer is due.");
    }
    return std::optional<QUrl>(target);
}

HttpRequest redirected(const HttpRequest& request, const QUrl& target) {
    HttpRequest next = request;
    next.url = target;
    if (!isSameOrigin(request.url, target)) {
        next.token = Token();
        std::erase_if(next.headers, [](const HttpHeader& header) {
            return header.name.compare("authorization", Qt::CaseInsensitive) == 0 ||
                   header.name.compare("cookie", Qt::CaseInsensitive) == 0;
        });
    }
    return next;
}

}  // namespace hub

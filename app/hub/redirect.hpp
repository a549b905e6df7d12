#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>

#include <QUrl>

#include <optional>

namespace hub {

inline constexpr int maxRedirects = 10;

/// Scheme, host and port are the same; the port of a scheme may be left out.
[[nodiscard]] bool isSameOrigin(const QUrl& left, const QUrl& right);

/// https, or http to this machine, with a host and without a password in it.
[[nodiscard]] bool isAllowedUrl(const QUrl& url);

/// An address below https://huggingface.co, as the Hub writes it into Location, Link and LFS
/// answers, moved to the endpoint; any other stays as it is. (A mirror passes them on unchanged.)
[[nodiscard]] QUrl onEndpoint(const QUrl& url, const QUrl& endpoint);

/// Where to go after `answer`; empty if it is to be taken as it is. `endpoint` as in onEndpoint.
/// Errors: untrusted: https to http, a scheme that is not allowed, another origin where
/// Redirects::sameOrigin was asked for, a Location that is missing or no address.
quince::Result<std::optional<QUrl>> redirectionOf(const HttpRequest& request,
                                                  const HttpAnswer& answer, const QUrl& endpoint);

/// `request` for the next address: what belongs to the former origin is left out if it is another.
[[nodiscard]] HttpRequest redirected(const HttpRequest& request, const QUrl& target);

}  // namespace hub

#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QByteArray>
#include <QUrl>

#include <memory>

class QNetworkAccessManager;

namespace hub {

struct HubEnvironment;

/// Sends requests and waits for their answers. No cookies, no cache, no credentials but those in
/// the request; redirections are followed by the rules of redirect.hpp.
///
/// An object belongs to the thread that made it, which waits in an event loop of its own: use it
/// from a worker thread, one client for each transfer at a time. Needs a QCoreApplication.
///
/// A stop is seen within 100 ms. Errors of both calls:
/// - stopped
/// - offline: the environment forbids the network; no connection is made
/// - network: no connection, no answer in time, or it broke off; worth a retry
/// - untrusted: the server's certificate, its redirections or the form of its answer
/// - io, notFound: the file of the request's body
/// An answer 4xx or 5xx is an answer, not an error; see hub_error.hpp.
class HttpClient {
public:
    explicit HttpClient(const HubEnvironment& environment);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// The whole answer in memory.
    quince::Result<HttpAnswer> send(const HttpRequest& request, const quince::StopToken& stop);

    /// A GET whose body, if the answer is 2xx, goes to `sink` while it arrives, never compressed.
    /// Of any other answer the first bytes are in `body`. Before any error is returned, `sink` got
    /// every byte that arrived, unless it refused one itself or was more than 16 MB behind the
    /// network; at most some 40 MB wait in memory. A body that is shorter or longer than its
    /// Content-Length says is an error (network); one without a length may end too early unnoticed.
    /// One that would become larger than request.bodyLimit, which must be set, is untrusted and
    /// refused before its first byte.
    /// REQUIRES: method is get.
    quince::Result<HttpAnswer> stream(const HttpRequest& request, const BodySink& sink,
                                      const quince::StopToken& stop);

private:
    quince::Result<HttpAnswer> perform(HttpRequest request, const BodySink* sink,
                                       const quince::StopToken& stop);

    std::unique_ptr<QNetworkAccessManager> m_network;
    QByteArray m_userAgent;
    QUrl m_endpoint;
    bool m_offline;
};

}  // namespace hub

#include "hub/exchange.hpp"

#include "hub/body_device.hpp"
#include "hub/network_words.hpp"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>
#include <QTimer>

#include <algorithm>
#include <array>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

constexpr int watchInterval = 50;  // ms: half of what a stop may take
// Back-pressure: when a sink is so far behind, the rest waits in the socket. Qt 6.4 loses what is
// beyond it when the connection breaks (QHttpThreadDelegate drops what it has not passed on), so it
// is not small.
constexpr qint64 readBuffer = qint64{16} << 20;
constexpr qint64 chunkSize = qint64{64} << 10;       // of one call of the sink; lies on the stack
constexpr qint64 errorBodyLimit = qint64{64} << 10;  // enough for any message

QNetworkRequest networkRequest(const HttpRequest& request, const QByteArray& userAgent,
                               bool isLarge) {
    QNetworkRequest result(request.url);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                        QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // A large body goes over a connection of its own, where a full read buffer stops the sender;
    // so does a POST, which must not be sent twice.
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute,
                        !isLarge && request.method != HttpMethod::post);
    result.setRawHeader("User-Agent", userAgent);
    if (request.encoding == Encoding::identity || request.method == HttpMethod::head) {
        result.setRawHeader("Accept-Encoding", "identity");
    }
    for (const HttpHeader& header : request.headers) {
        result.setRawHeader(header.name, header.value);
    }
    if (!request.token.isEmpty()) {
        result.setRawHeader("Authorization", "Bearer " + request.token.reveal());
    }
    return result;
}

// What Qt reports as an error only because of the status: the answer itself is whole.
bool isAnswered(int status, QNetworkReply::NetworkError error) {
    if (status < 400) {
        return status != 0 && error == QNetworkReply::NoError;
    }
    return error == QNetworkReply::ProtocolInvalidOperationError ||  // 400 and 418
           (error >= QNetworkReply::ContentAccessDenied &&
            error <= QNetworkReply::UnknownContentError) ||
           error >= QNetworkReply::InternalServerError;
}

}  // namespace

Exchange::Exchange(QNetworkAccessManager& network, const HttpRequest& request,
                   const QByteArray& userAgent)
    : m_network(network), m_request(request), m_userAgent(userAgent) {}

Exchange::~Exchange() = default;

Result<HttpAnswer> Exchange::run(const BodySink* sink, const quince::StopToken& stop) {
    m_sink = sink;
    if (stop.stopRequested()) {
        return Error{ErrorCode::stopped, "Stopped", {}};
    }
    if (Status started = start(); !started) {
        return started.error();
    }
    m_sinceProgress.start();
    QNetworkReply* reply = m_reply.get();
    QObject::connect(reply, &QNetworkReply::finished, &m_loop, &QEventLoop::quit);
    QObject::connect(reply, &QNetworkReply::metaDataChanged, &m_loop, [this] { takeHead(); });
    QObject::connect(reply, &QNetworkReply::readyRead, &m_loop, [this] { takeBytes(); });
    QObject::connect(reply, &QNetworkReply::uploadProgress, &m_loop, [this](qint64 sent, qint64) {
        m_sinceProgress.restart();
        if (m_request.onSent && sent > 0) {
            m_request.onSent(sent);
        }
    });
    QObject::connect(
        reply, &QNetworkReply::sslErrors, &m_loop, [this](const QList<QSslError>& errors) {
            m_certificateError = errors.isEmpty() ? QString() : errors[0].errorString();
        });
    QTimer watcher;
    QObject::connect(&watcher, &QTimer::timeout, &m_loop, [this, &stop] { watch(stop); });
    watcher.start(watchInterval);
    if (!reply->isFinished()) {
        m_loop.exec();
    }
    takeBytes();
    return outcome();
}

Status Exchange::start() {
    QNetworkRequest request =
        networkRequest(m_request, m_userAgent,
                       m_sink != nullptr || std::holds_alternative<FileRange>(m_request.body));
    if (Status opened = openBody(request); !opened) {
        return opened;
    }
    switch (m_request.method) {
        case HttpMethod::get:
            m_reply.reset(m_network.get(request));
            break;
        case HttpMethod::head:
            m_reply.reset(m_network.head(request));
            break;
        case HttpMethod::post:
            m_reply.reset(m_network.post(request, m_body.get()));
            break;
        case HttpMethod::put:
            m_reply.reset(m_network.put(request, m_body.get()));
            break;
    }
    m_reply->setReadBufferSize(readBuffer);
    return {};
}

Status Exchange::openBody(QNetworkRequest& request) {
    if (const auto* range = std::get_if<FileRange>(&m_request.body)) {
        auto device = std::make_unique<FileRangeDevice>(*range);
        Status opened = device->openRange();
        m_body = std::move(device);
        return opened;
    }
    const auto* bytes = std::get_if<QByteArray>(&m_request.body);
    m_body = std::make_unique<OnceDevice>(bytes != nullptr ? *bytes : QByteArray());
    if (m_request.method == HttpMethod::post || m_request.method == HttpMethod::put) {
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_body->bytesAvailable());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    return {};
}

void Exchange::watch(const quince::StopToken& stop) {
    if (stop.stopRequested()) {
        fail(Error{ErrorCode::stopped, "Stopped", {}});
    } else if (m_sinceProgress.elapsed() > m_request.timeout.count()) {
        fail(timeoutError(m_request.url, m_request.timeout));
    }
}

void Exchange::takeHead() {
    const QVariant status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (m_answer.status != 0 || !status.isValid() || m_isEnding) {
        return;
    }
    m_sinceProgress.restart();
    m_answer.status = status.toInt();
    m_answer.url = m_request.url;
    for (const auto& [name, value] : m_reply->rawHeaderPairs()) {
        m_answer.headers.push_back({name, value});
    }
    if (!isStreamed()) {
        return;
    }
    if (m_answer.contentLength().value_or(0) > m_request.bodyLimit) {
        fail(tooLargeError(m_request.url, m_request.bodyLimit));
    } else if (m_answer.header("Content-Encoding").value_or("identity") != "identity") {
        fail(Error{ErrorCode::untrusted,
                   m_request.url.host().toStdString() +
                       " sends the file in another encoding than was asked for.",
                   {}});
    } else if (m_sink->begin) {
        if (Status begun = m_sink->begin(m_answer); !begun) {
            fail(std::move(begun).error());
        }
    }
    m_isRefused = m_error.has_value();
}

void Exchange::takeBytes() {
    takeHead();
    std::array<char, chunkSize> chunk;
    while (m_reply->bytesAvailable() > 0 && m_answer.status != 0) {
        const qint64 count = m_reply->read(chunk.data(), chunkSize);
        if (count <= 0) {
            break;
        }
        take(QByteArrayView(chunk.data(), count));
    }
    m_sinceProgress.restart();
}

void Exchange::take(QByteArrayView bytes) {
    m_received += bytes.size();
    const bool isTooMuch = m_received > m_request.bodyLimit;
    if (m_answer.isSuccess() && isTooMuch) {
        fail(tooLargeError(m_request.url, m_request.bodyLimit));
        m_isRefused = true;
    } else if (isStreamed()) {
        // Also after a stop or a broken connection: what arrived need not come again.
        Status taken = m_isRefused ? Status() : m_sink->take(bytes);
        if (!taken) {
            fail(std::move(taken).error());
            m_isRefused = true;
        }
    } else if (m_answer.isSuccess()) {
        m_answer.body.append(bytes);
    } else {
        const qint64 room = errorBodyLimit - m_answer.body.size();
        m_answer.body.append(bytes.first(std::min(bytes.size(), room)));
        if (room <= bytes.size()) {
            end();
        }
    }
}

void Exchange::fail(Error error) {
    if (!m_isEnding) {
        m_error = std::move(error);
        end();
    }
}

void Exchange::end() {
    if (!m_isEnding) {
        m_isEnding = true;
        m_loop.quit();
    }
}

Result<HttpAnswer> Exchange::outcome() {
    if (m_error) {
        return *std::move(m_error);
    }
    if (m_isEnding) {
        return std::move(m_answer);
    }
    if (!isAnswered(m_answer.status, m_reply->error())) {
        return networkError(m_request.url, m_reply->error(), m_certificateError);
    }
    const bool isCounted = isStreamed() && m_answer.status != 204;
    if (isCounted && m_answer.contentLength().value_or(m_received) != m_received) {
        return networkError(m_request.url, QNetworkReply::RemoteHostClosedError, {});
    }
    return std::move(m_answer);
}

}  // namespace hub

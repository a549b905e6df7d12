#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QElapsedTimer>
#include <QEventLoop>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>

class QIODevice;
class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace hub {

/// One request and its answer, without redirections. Used once. HttpClient tells the rest.
class Exchange {
public:
    Exchange(QNetworkAccessManager& network, const HttpRequest& request,
             const QByteArray& userAgent);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    /// `sink` may be null: then the body is in the answer.
    quince::Result<HttpAnswer> run(const BodySink* sink, const quince::StopToken& stop);

private:
    quince::Status start();
    quince::Status openBody(QNetworkRequest& request);
    void watch(const quince::StopToken& stop);
    void takeHead();
    void takeBytes();
    void take(QByteArrayView bytes);
    void fail(quince::Error error);
    void end();
    [[nodiscard]] bool isStreamed() const { return m_sink != nullptr && m_answer.isSuccess(); }
    quince::Result<HttpAnswer> outcome();

    QNetworkAccessManager& m_network;
    const HttpRequest& m_request;
    const QByteArray& m_userAgent;
    const BodySink* m_sink = nullptr;
    QEventLoop m_loop;
    QElapsedTimer m_sinceProgress;
    std::unique_ptr<QIODevice> m_body;
    std::unique_ptr<QNetworkReply> m_reply;
    HttpAnswer m_answer;
    QString m_certificateError;
    std::int64_t m_received = 0;
    bool m_isEnding = false;   ///< by our own decision
    bool m_isRefused = false;  ///< the sink gets nothing more
    std::optional<quince::Error> m_error;
};

}  // namespace hub

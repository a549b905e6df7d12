#pragma once

#include "support/fake_hub/connection.hpp"

#include <QThread>
#include <QUrl>

#include <array>
#include <chrono>
#include <memory>
#include <vector>

namespace fake {

/// An HTTP/1.1 server on 127.0.0.1 with three addresses and a thread of its own, so that a test may
/// block while it is answered. Needs a QCoreApplication. Keeps every request; answers go wrong as
/// told. All members may be called by any thread; faults and routes hold for requests that come
/// later.
///
///     fake::HttpServer server;
///     server.route(fake::Origin::cdn, "GET", QStringLiteral("/blob"), [](const fake::Request&) {
///         return fake::Response{.body = fake::Content::seeded(1, 100'000'000),
///                               .rangesAllowed = true};
///     });
///     server.fail("GET /blob", {.closeAfter = 1000});
///     server.fail("/blob", {.status = 503}, 2);
///     ... get(server.url(fake::Origin::cdn) + "/blob") ...
///     server.requests("GET /blob").back().headers.value("Range");
class HttpServer {
public:
    static constexpr std::chrono::milliseconds limit{10'000};

    HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    [[nodiscard]] quint16 port(Origin origin) const;
    [[nodiscard]] QUrl url(Origin origin) const;  ///< "http://127.0.0.1:port"

    /// See Routes::add.
    void route(Origin origin, const QByteArray& method, const QString& pattern, Handler handler);

    /// The next `times` requests meant by `words` (isMeant in fault.hpp: "/path", "GET /path",
    /// "/api/models*") go wrong, after `skip` that do not. Of several faults the newest counts.
    void fail(const QByteArray& words, const Fault& fault, int times = 1, int skip = 0);
    static constexpr int always = FaultList::always;
    void clearFaults();

    [[nodiscard]] std::vector<Request> requests() const;
    [[nodiscard]] std::vector<Request> requests(const QByteArray& words) const;
    void forgetRequests();
    [[nodiscard]] int connections() const;  ///< that were ever made
    /// Blocks until so many requests came; false after `limit`. A client on the same thread does
    /// not move meanwhile: there, let its event loop run until requests() says so.
    bool waitForRequests(const QByteArray& words, std::size_t count = 1) const;

    /// Answers that stand still now, by stallAfter or stallAnswer.
    [[nodiscard]] int stalled() const;
    bool waitForStalled(int count = 1) const;  ///< as waitForRequests
    /// All of them go on.
    void release();

    /// Refuses connections from now on and drops those that are there.
    void stop(Origin origin);

private:
    class Worker;

    ServerState m_state;
    QThread m_thread;
    Worker* m_worker;  ///< lives on m_thread, which deletes it at its end
    std::array<quint16, 3> m_ports{};
};

}  // namespace fake

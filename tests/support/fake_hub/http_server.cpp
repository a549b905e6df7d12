#include "support/fake_hub/http_server.hpp"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <utility>

namespace fake {

namespace {

constexpr std::size_t indexOf(Origin origin) {
    return static_cast<std::size_t>(origin);
}

}  // namespace

/// The listeners and their connections, on the server's thread.
class HttpServer::Worker : public QObject {
public:
    explicit Worker(ServerState& state) : m_state(state) {}

    quint16 listen(Origin origin) {
        auto* listener = new QTcpServer(this);
        m_listeners[indexOf(origin)] = listener;
        connect(listener, &QTcpServer::newConnection, this, [this, listener, origin] {
            while (QTcpSocket* socket = listener->nextPendingConnection()) {
                new Connection(socket, origin, m_state, listener);
            }
        });
        return listener->listen(QHostAddress::LocalHost) ? listener->serverPort() : quint16{0};
    }

    void release() {
        // Not findChildren: without Q_OBJECT it cannot tell a Connection from its parent.
        for (QTcpServer* listener : m_listeners) {
            for (QObject* child : listener ? listener->children() : QObjectList()) {
                if (auto* connection = dynamic_cast<Connection*>(child)) {
                    connection->release();
                }
            }
        }
    }

    void stop(Origin origin) { delete std::exchange(m_listeners[indexOf(origin)], nullptr); }

private:
    ServerState& m_state;
    std::array<QTcpServer*, 3> m_listeners{};
};

HttpServer::HttpServer() : m_worker(new Worker(m_state)) {
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker,
        [this] {
            for (const Origin origin : {Origin::hub, Origin::cdn, Origin::lmStudio}) {
                m_ports[indexOf(origin)] = m_worker->listen(origin);
            }
        },
        Qt::BlockingQueuedConnection);
}

HttpServer::~HttpServer() {
    m_thread.quit();
    m_thread.wait();
}

quint16 HttpServer::port(Origin origin) const {
    return m_ports[indexOf(origin)];
}

QUrl HttpServer::url(Origin origin) const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port(origin)));
}

void HttpServer::route(Origin origin, const QByteArray& method, const QString& pattern,
                       Handler handler) {
    m_state.routes.add(origin, method, pattern, std::move(handler));
}

void HttpServer::fail(const QByteArray& words, const Fault& fault, int times, int skip) {
    m_state.faults.add(words, fault, times, skip);
}

void HttpServer::clearFaults() {
    m_state.faults.clear();
}

std::vector<Request> HttpServer::requests() const {
    return m_state.log.all();
}

std::vector<Request> HttpServer::requests(const QByteArray& words) const {
    return m_state.log.meant(words);
}

void HttpServer::forgetRequests() {
    m_state.log.clear();
}

int HttpServer::connections() const {
    return m_state.connections.value();
}

bool HttpServer::waitForRequests(const QByteArray& words, std::size_t count) const {
    return m_state.log.wait(words, count, limit);
}

int HttpServer::stalled() const {
    return m_state.stalled.value();
}

bool HttpServer::waitForStalled(int count) const {
    return m_state.stalled.wait(count, limit);
}

void HttpServer::release() {
    QMetaObject::invokeMethod(
        m_worker, [this] { m_worker->release(); }, Qt::BlockingQueuedConnection);
}

void HttpServer::stop(Origin origin) {
    QMetaObject::invokeMethod(
        m_worker, [this, origin] { m_worker->stop(origin); }, Qt::BlockingQueuedConnection);
}

}  // namespace fake

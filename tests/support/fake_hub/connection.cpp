#include "support/fake_hub/connection.hpp"

#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace fake {

namespace {

constexpr qint64 pieceSize = 64 * 1024;
constexpr qint64 writtenAhead = 256 * 1024;  ///< bytes in the socket's buffer at most

}  // namespace

Connection::Connection(QTcpSocket* socket, Origin origin, ServerState& state, QObject* parent)
    : QObject(parent),
      m_socket(socket),
      m_origin(origin),
      m_state(state),
      m_number(state.connections.add(1)) {
    socket->setParent(this);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket, &QTcpSocket::readyRead, this, &Connection::read);
    connect(socket, &QTcpSocket::bytesWritten, this, &Connection::write);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

Connection::~Connection() {
    if (m_stalled) {
        m_state.stalled.add(-1);
    }
    m_socket->disconnect(this);
}

void Connection::read() {
    if (m_transfer) {  // the next request waits in the socket until this one is answered
        return;
    }
    const auto state = m_reader.feed(m_socket->readAll());
    if (state == RequestReader::State::bad) {
        m_socket->write(
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return close();
    }
    if (state == RequestReader::State::head) {
        return;
    }
    if (m_order == 0) {
        beginRequest();
    }
    m_state.log.update(m_order, m_reader.request(), 0);
    if (m_fault.closesWhenRead && m_reader.request().bodySize >= *m_fault.closesWhenRead) {
        return m_socket->abort();
    }
    if (state == RequestReader::State::whole) {
        answer();
    }
}

void Connection::beginRequest() {
    Request head = m_reader.request();
    head.origin = m_origin;
    head.connection = m_number;
    m_order = m_state.log.begin(head);
    m_fault = m_state.faults.take(head).value_or(Fault{});
    if (head.headers.value("Expect").toLower() == "100-continue") {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
}

void Connection::answer() {
    Request request = m_reader.request();
    request.origin = m_origin;
    request.connection = m_number;
    request.order = m_order;
    Response response;
    if (m_fault.status) {
        response = {*m_fault.status, {}, Content(m_fault.body)};
    } else if (!m_fault.raw) {
        response = m_state.routes.answer(request);
    }
    if (m_fault.losesAnswer) {
        return close();
    }
    m_transfer = transferOf(request, std::move(response), m_fault);
    m_state.log.update(m_order, request, m_transfer->status);
    m_sent = 0;
    m_headSent = false;
    m_mayGoOn = false;
    write();
}

bool Connection::stallsHere() const {
    if (m_mayGoOn) {
        return false;
    }
    if (!m_headSent) {
        return m_transfer->stallsFirst;
    }
    const bool isAtEnd = m_sent > 0 && m_sent == m_transfer->size;
    return m_transfer->stallAt && m_sent >= *m_transfer->stallAt && !isAtEnd;
}

void Connection::write() {
    while (m_transfer && !m_stalled && m_socket->bytesToWrite() < writtenAhead) {
        if (stallsHere()) {
            m_stalled = true;
            m_state.stalled.add(1);
            return;
        }
        if (!m_headSent) {
            m_socket->write(m_transfer->head);
            m_headSent = true;
            continue;
        }
        qint64 limit = std::min(pieceSize, m_transfer->size - m_sent);
        if (m_transfer->stallAt && !m_mayGoOn) {
            limit = std::min(limit, *m_transfer->stallAt - m_sent);
        }
        m_socket->write(m_transfer->piece(m_sent, limit));
        m_sent += limit;
        if (m_sent >= m_transfer->size) {
            endAnswer();
        }
    }
}

void Connection::release() {
    if (m_stalled) {
        m_stalled = false;
        m_state.stalled.add(-1);
        m_mayGoOn = true;
        write();
    }
}

void Connection::endAnswer() {
    const bool closes = m_transfer->closes;
    m_state.log.finish(m_order);
    m_transfer.reset();
    m_order = 0;
    m_fault = {};
    if (closes) {
        return close();
    }
    m_reader.next();
    // By the event loop: many requests at once would nest.
    QMetaObject::invokeMethod(this, &Connection::read, Qt::QueuedConnection);
}

void Connection::close() {
    m_socket->disconnect(this);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    m_socket->disconnectFromHost();
    if (m_socket->state() == QAbstractSocket::UnconnectedState) {
        deleteLater();
    }
}

}  // namespace fake

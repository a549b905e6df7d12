#include "hub/raw_client.hpp"

#include <QHostAddress>

#include <gtest/gtest.h>

#include <utility>

namespace hub::test {

namespace {

constexpr int limitMs = 10'000;

}  // namespace

RawClient::RawClient(quint16 port) {
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    EXPECT_TRUE(m_socket.waitForConnected(limitMs));
}

void RawClient::send(const QByteArray& bytes) {
    m_socket.write(bytes);
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(limitMs)) {
    }
}

void RawClient::request(const QByteArray& methodAndTarget, const QByteArray& headerLines) {
    send(methodAndTarget + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headerLines + "\r\n");
}

QByteArray RawClient::atLeast(qsizetype count) {
    while (m_read.size() < count) {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(limitMs)) {
            ADD_FAILURE() << "only " << m_read.size() << " of " << count << " bytes came";
            break;
        }
        m_read += m_socket.readAll();
    }
    return m_read;
}

QByteArray RawClient::answer(bool withBody) {
    while (!m_read.contains("\r\n\r\n") && !::testing::Test::HasFailure()) {
        atLeast(m_read.size() + 1);
    }
    qsizetype size = m_read.indexOf("\r\n\r\n") + 4;
    const auto field = m_read.indexOf("\r\nContent-Length: ");
    if (withBody && field >= 0 && field < size) {
        const auto start = field + 18;
        size += m_read.mid(start, m_read.indexOf('\r', start) - start).toLongLong();
    }
    const QByteArray whole = atLeast(size).left(size);
    m_read.remove(0, size);
    return whole;
}

QByteArray RawClient::untilClosed() {
    while (m_socket.state() == QAbstractSocket::ConnectedState) {
        if (!m_socket.waitForReadyRead(limitMs) &&
            m_socket.error() == QAbstractSocket::SocketTimeoutError) {
            ADD_FAILURE() << "the connection stays open";
            break;
        }
    }
    return std::exchange(m_read, {}) + m_socket.readAll();
}

QByteArray bodyOf(const QByteArray& answer) {
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

}  // namespace hub::test

#pragma once

#include <QByteArray>
#include <QTcpSocket>

namespace hub::test {

/// A connection that a test writes to and reads from byte by byte, to look at a server without any
/// HTTP client between. Blocks; a test failure after ten seconds.
class RawClient {
public:
    explicit RawClient(quint16 port);

    void send(const QByteArray& bytes);
    /// Sends a request with a Host and these header lines ("Name: value\r\n" each) and no body.
    void request(const QByteArray& methodAndTarget, const QByteArray& headerLines = {});

    /// One answer, framed by Content-Length; for HEAD without its body.
    QByteArray answer(bool withBody = true);
    /// What comes until the other side closes.
    QByteArray untilClosed();
    /// At least so many bytes.
    QByteArray atLeast(qsizetype count);

private:
    QTcpSocket m_socket;
    QByteArray m_read;
};

/// What follows the first empty line.
QByteArray bodyOf(const QByteArray& answer);

}  // namespace hub::test

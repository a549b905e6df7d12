#pragma once

#include "support/fake_hub/http_message.hpp"

#include <QByteArray>
#include <QCryptographicHash>

namespace fake {

/// Reads one request after another from the bytes of a connection. Strict: what RFC 9112 forbids
/// is refused, so that a client's mistake shows.
class RequestReader {
public:
    enum class State {
        head,  ///< waits for more of the request line and the fields
        body,  ///< the head is whole: see request()
        whole,
        bad,  ///< not HTTP; the connection cannot go on
    };

    /// Takes more bytes and returns how far the request has come.
    State feed(const QByteArray& bytes);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Request& request() const { return m_request; }
    /// Goes on with the bytes that came after a whole request.
    State next();

private:
    bool readHead();
    bool readFields(const QList<QByteArray>& lines);
    void readBody();
    void readChunks();
    void take(qint64 count);
    void finish();

    State m_state = State::head;
    Request m_request;
    QByteArray m_buffer;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_left = 0;  ///< of the body, or of the chunk
    enum class Chunk { size, data, dataEnd, trailer } m_chunk = Chunk::size;
    bool m_isChunked = false;
};

}  // namespace fake

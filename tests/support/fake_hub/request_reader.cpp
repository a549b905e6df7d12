#include "support/fake_hub/request_reader.hpp"

#include <algorithm>

namespace fake {

namespace {

constexpr qsizetype largestHead = 64 * 1024;

bool isToken(const QByteArray& text) {
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

/// Visible ASCII only: a client that does not escape a space or a letter of its file is found out.
bool isTarget(const QByteArray& text) {
    return text.startsWith('/') &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

RequestReader::State RequestReader::feed(const QByteArray& bytes) {
    m_buffer += bytes;
    if (m_state == State::head && m_buffer.contains("\r\n\r\n")) {
        m_state = readHead() ? State::body : State::bad;
    }
    if (m_state == State::head && m_buffer.size() > largestHead) {
        m_state = State::bad;
    }
    if (m_state == State::body) {
        m_isChunked ? readChunks() : readBody();
    }
    return m_state;
}

RequestReader::State RequestReader::next() {
    m_request = {};
    m_hash.reset();
    m_isChunked = false;
    m_chunk = Chunk::size;
    m_left = 0;
    m_state = State::head;
    return feed({});
}

bool RequestReader::readHead() {
    const auto end = m_buffer.indexOf("\r\n\r\n");
    QList<QByteArray> lines = m_buffer.left(end).replace("\r\n", "\n").split('\n');
    m_buffer.remove(0, end + 4);
    const QList<QByteArray> words = lines.takeFirst().split(' ');
    if (words.size() != 3 || !isToken(words[0]) || !isTarget(words[1]) || words[2] != "HTTP/1.1") {
        return false;
    }
    m_request.method = words[0];
    m_request.target = words[1];
    return readFields(lines);
}

bool RequestReader::readFields(const QList<QByteArray>& lines) {
    for (const QByteArray& line : lines) {
        const auto colon = line.indexOf(':');
        if (colon < 0 || !isToken(line.left(colon)) || line.contains('\r')) {
            return false;
        }
        m_request.headers.add(line.left(colon), line.mid(colon + 1).trimmed());
    }
    m_isChunked = m_request.headers.value("Transfer-Encoding").toLower() == "chunked";
    const bool hasLength = m_request.headers.has("Content-Length");
    bool isNumber = true;
    if (hasLength) {
        m_left = m_request.headers.value("Content-Length").toLongLong(&isNumber);
    }
    return isNumber && m_left >= 0 && !(hasLength && m_isChunked) && m_request.headers.has("Host");
}

void RequestReader::take(qint64 count) {
    const QByteArray piece = m_buffer.left(count);
    m_hash.addData(piece);
    m_request.body += piece;
    m_request.bodySize += piece.size();
    m_buffer.remove(0, count);
    m_left -= count;
}

void RequestReader::readBody() {
    take(std::min<qint64>(m_left, m_buffer.size()));
    if (m_left == 0) {
        finish();
    }
}

void RequestReader::readChunks() {
    while (m_state == State::body) {
        if (m_chunk == Chunk::data) {
            take(std::min<qint64>(m_left, m_buffer.size()));
            if (m_left > 0) {
                return;
            }
            m_chunk = Chunk::dataEnd;
        }
        const auto end = m_buffer.indexOf("\r\n");
        if (end < 0) {
            return;
        }
        const QByteArray line = m_buffer.left(end);
        m_buffer.remove(0, end + 2);
        if (m_chunk == Chunk::dataEnd) {
            m_chunk = Chunk::size;
            m_state = line.isEmpty() ? m_state : State::bad;
        } else if (m_chunk == Chunk::trailer) {
            if (line.isEmpty()) {
                finish();
            }
        } else {
            bool isNumber = false;
            m_left = line.split(';').front().trimmed().toLongLong(&isNumber, 16);
            m_state = isNumber && m_left >= 0 ? m_state : State::bad;
            m_chunk = m_left == 0 ? Chunk::trailer : Chunk::data;
        }
    }
}

void RequestReader::finish() {
    m_request.bodySha256 = m_hash.result().toHex();
    m_request.complete = true;
    m_state = State::whole;
}

}  // namespace fake

#include "support/fake_hub/content.hpp"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace fake {

namespace {

constexpr qint64 numbersInPeriod = 262'144;
constexpr qint64 periodSize = numbersInPeriod * 4 - 3;
constexpr qint64 hashedAtOnce = 1 << 20;

std::shared_ptr<const QByteArray> makePeriod(quint32 seed) {
    QByteArray bytes(numbersInPeriod * 4, Qt::Uninitialized);
    QRandomGenerator random(seed);
    random.fillRange(reinterpret_cast<quint32*>(bytes.data()), numbersInPeriod);
    bytes.truncate(periodSize);
    return std::make_shared<const QByteArray>(std::move(bytes));
}

/// The part of repetition `number` that begins at `start`, into `out`.
void copyPeriod(const QByteArray& period, qint64 number, qint64 start, qint64 count, char* out) {
    std::memcpy(out, period.constData() + start, static_cast<std::size_t>(count));
    std::array<char, 8> stamp{};
    qToLittleEndian(number, stamp.data());
    for (qint64 i = start; i < std::min<qint64>(start + count, qint64{stamp.size()}); ++i) {
        out[i - start] = stamp[static_cast<std::size_t>(i)];
    }
}

void addAll(QCryptographicHash& hash, const Content& content) {
    for (qint64 offset = 0; offset < content.size(); offset += hashedAtOnce) {
        hash.addData(content.read(offset, hashedAtOnce));
    }
}

}  // namespace

Content::Content(QByteArray bytes) : m_head(std::move(bytes)), m_size(m_head.size()) {}

Content Content::seeded(quint32 seed, qint64 size, const QByteArray& head) {
    Content content;
    content.m_head = head.left(size);
    content.m_size = size;
    content.m_period = makePeriod(seed);
    return content;
}

Content Content::withDigest(const QByteArray& sha256) const {
    Content content = *this;
    content.m_digest = sha256;
    return content;
}

QByteArray Content::read(qint64 offset, qint64 length) const {
    const qint64 count = std::min(length, m_size - offset);
    if (offset < 0 || count <= 0) {
        return {};
    }
    if (!m_period) {
        return m_head.mid(offset, count);
    }
    QByteArray bytes(count, Qt::Uninitialized);
    for (qint64 done = 0; done < count;) {
        const qint64 start = (offset + done) % periodSize;
        const qint64 piece = std::min(count - done, periodSize - start);
        copyPeriod(*m_period, (offset + done) / periodSize, start, piece, bytes.data() + done);
        done += piece;
    }
    if (offset < m_head.size()) {
        bytes.replace(0, std::min(count, m_head.size() - offset), m_head.mid(offset, count));
    }
    return bytes;
}

QByteArray Content::sha256() const {
    if (!m_digest.isEmpty()) {
        return m_digest;
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addAll(hash, *this);
    return hash.result().toHex();
}

QByteArray Content::gitSha1() const {
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData("blob " + QByteArray::number(m_size) + QByteArray(1, '\0'));
    addAll(hash, *this);
    return hash.result().toHex();
}

}  // namespace fake

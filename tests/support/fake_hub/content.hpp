#pragma once

#include <QByteArray>

#include <memory>

namespace fake {

/// The bytes of a file or an answer: either held, or made from a seed when they are read, so that
/// a body of hundreds of megabytes takes no memory. Cheap to copy; may be read by any thread.
///
/// Seeded bytes are one megabyte (less three bytes, so that no power of two is a period) of random
/// numbers over and over, and each repetition begins with its own number: no two places are alike.
class Content {
public:
    Content() = default;
    explicit Content(QByteArray bytes);
    /// `size` bytes in all; they begin with `head` (the header of a safetensors file, say).
    static Content seeded(quint32 seed, qint64 size, const QByteArray& head = {});

    /// The same bytes under a digest of 64 hexadecimal digits that is taken on trust: for what is
    /// too large to be hashed, and of which only a part is ever asked for.
    [[nodiscard]] Content withDigest(const QByteArray& sha256) const;

    [[nodiscard]] qint64 size() const { return m_size; }
    /// Fewer than `length` bytes at the end, none beyond it.
    [[nodiscard]] QByteArray read(qint64 offset, qint64 length) const;
    [[nodiscard]] QByteArray all() const { return read(0, m_size); }

    [[nodiscard]] QByteArray sha256() const;   ///< hexadecimal
    [[nodiscard]] QByteArray gitSha1() const;  ///< what `git hash-object` says, hexadecimal

private:
    QByteArray m_head;
    QByteArray m_digest;  ///< told in place of the true one; empty: the true one
    qint64 m_size = 0;
    std::shared_ptr<const QByteArray> m_period;  ///< none: all bytes are in m_head
};

}  // namespace fake

#include "support/fake_hub/gzip.hpp"

#include <QtEndian>

#include <array>

namespace fake {

namespace {

quint32 crc32(const QByteArray& bytes) {
    quint32 crc = 0xffffffff;
    for (const char byte : bytes) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
        }
    }
    return ~crc;
}

QByteArray littleEndian(quint32 number) {
    std::array<char, 4> bytes{};
    qToLittleEndian(number, bytes.data());
    return {bytes.data(), 4};
}

}  // namespace

QByteArray gzip(const QByteArray& bytes) {
    // qCompress: four bytes of length, two of zlib's header, the deflated data, four of Adler-32.
    const QByteArray zlib = qCompress(bytes);
    const QByteArray header("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
    return header + zlib.mid(6, zlib.size() - 10) + littleEndian(crc32(bytes)) +
           littleEndian(static_cast<quint32>(bytes.size()));
}

}  // namespace fake

#pragma once

#include <QByteArray>

namespace fake {

/// RFC 1952, made of what qCompress makes.
QByteArray gzip(const QByteArray& bytes);

}  // namespace fake

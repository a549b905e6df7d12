#pragma once

#include <QByteArray>

#include <optional>

namespace fake {

/// Base64 to the letter: with its padding, without spaces. (Qt's own reader is lenient.)
inline std::optional<QByteArray> fromStrictBase64(const QByteArray& text) {
    QByteArray bytes = QByteArray::fromBase64(text);
    return bytes.toBase64() == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace fake

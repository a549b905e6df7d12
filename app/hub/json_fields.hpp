#pragma once

#include <quince/result.hpp>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hub {

// Fields of a server's JSON, each optional: another type than the expected one counts as missing.

[[nodiscard]] inline std::string textField(const QJsonObject& object, QStringView name) {
    return object.value(name).toString().toStdString();
}

/// A whole number from 0 to 2^53; empty for anything else.
[[nodiscard]] std::optional<std::int64_t> countField(const QJsonObject& object, QStringView name);

[[nodiscard]] std::vector<std::string> textsField(const QJsonObject& object, QStringView name);

/// True for so many lower-case hex digits.
[[nodiscard]] bool isHex(const std::string& text, std::size_t digits);

[[nodiscard]] inline QString toQt(const std::string& text) {
    return QString::fromStdString(text);
}

/// The one sentence for an answer that a server of the Hub would not give.
[[nodiscard]] quince::Error oddAnswer(const QString& host, const std::string& what);

}  // namespace hub

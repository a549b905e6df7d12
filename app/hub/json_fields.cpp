#include "hub/json_fields.hpp"

#include <algorithm>
#include <cmath>

namespace hub {

std::optional<std::int64_t> countField(const QJsonObject& object, QStringView name) {
    constexpr double largest = 9007199254740992.0;  // 2^53: beyond it JSON numbers are not exact
    const QJsonValue value = object.value(name);
    const double number = value.toDouble(-1.0);
    if (!value.isDouble() || number < 0.0 || number > largest || std::floor(number) != number) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::vector<std::string> textsField(const QJsonObject& object, QStringView name) {
    std::vector<std::string> texts;
    for (const QJsonValue& value : object.value(name).toArray()) {
        if (value.isString()) {
            texts.push_back(value.toString().toStdString());
        }
    }
    return texts;
}

bool isHex(const std::string& text, std::size_t digits) {
    return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

quince::Error oddAnswer(const QString& host, const std::string& what) {
    return {quince::ErrorCode::untrusted,
            host.toStdString() + " gave an answer that the Hub would not give: " + what + ".",
            {}};
}

}  // namespace hub

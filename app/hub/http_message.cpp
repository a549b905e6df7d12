#include "hub/http_message.hpp"

namespace hub {

std::optional<QByteArray> HttpAnswer::header(QByteArrayView name) const {
    for (const HttpHeader& header : headers) {
        if (QByteArrayView(header.name).compare(name, Qt::CaseInsensitive) == 0) {
            return header.value;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> HttpAnswer::contentLength() const {
    const std::optional<QByteArray> text = header("Content-Length");
    bool isNumber = false;
    const std::int64_t length = text ? text->toLongLong(&isNumber) : 0;
    if (!isNumber || length < 0) {
        return std::nullopt;
    }
    return length;
}

}  // namespace hub

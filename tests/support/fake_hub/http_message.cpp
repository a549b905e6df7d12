#include "support/fake_hub/http_message.hpp"

#include <algorithm>

namespace fake {

namespace {

bool sameName(const QByteArray& one, const QByteArray& other) {
    return one.compare(other, Qt::CaseInsensitive) == 0;
}

QByteArray unescaped(QByteArray text) {
    return QByteArray::fromPercentEncoding(text.replace('+', ' '));
}

}  // namespace

void Headers::set(const QByteArray& name, const QByteArray& value) {
    remove(name);
    add(name, value);
}

void Headers::remove(const QByteArray& name) {
    std::erase_if(m_fields, [&](const Field& field) { return sameName(field.first, name); });
}

bool Headers::has(const QByteArray& name) const {
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [&](const Field& field) { return sameName(field.first, name); });
}

QByteArray Headers::value(const QByteArray& name) const {
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) {
        return sameName(field.first, name);
    });
    return found == m_fields.end() ? QByteArray() : found->second;
}

QByteArray Request::path() const {
    const auto mark = target.indexOf('?');
    return mark < 0 ? target : target.left(mark);
}

QList<QByteArray> Request::queryValues(const QByteArray& name) const {
    QList<QByteArray> values;
    const auto mark = target.indexOf('?');
    if (mark < 0) {
        return values;
    }
    for (const QByteArray& item : target.mid(mark + 1).split('&')) {
        const auto equals = item.indexOf('=');
        if (unescaped(item.left(equals < 0 ? item.size() : equals)) == name) {
            values += equals < 0 ? QByteArray() : unescaped(item.mid(equals + 1));
        }
    }
    return values;
}

QByteArray Request::queryValue(const QByteArray& name) const {
    const auto values = queryValues(name);
    return values.isEmpty() ? QByteArray() : values.front();
}

QByteArray reasonPhrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 302:
            return "Found";
        case 307:
            return "Temporary Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 409:
            return "Conflict";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 416:
            return "Range Not Satisfiable";
        case 429:
            return "Too Many Requests";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

}  // namespace fake

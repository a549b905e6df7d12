#include "hub/hub_urls.hpp"

#include <QRegularExpression>
#include <QString>

namespace hub {

QByteArray escaped(std::string_view text) {
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()))
        .toPercentEncoding();
}

QByteArray escapedPath(std::string_view path) {
    return QByteArray::fromRawData(path.data(), static_cast<qsizetype>(path.size()))
        .toPercentEncoding("/");
}

QUrl hubUrl(const QUrl& endpoint, const QByteArray& escapedTarget, const Query& query) {
    QByteArray text = endpoint.toEncoded(QUrl::StripTrailingSlash) + escapedTarget;
    char separator = '?';
    for (const auto& [name, value] : query) {
        text += separator + escaped(name) + '=' + escaped(value);
        separator = '&';
    }
    return QUrl::fromEncoded(text, QUrl::StrictMode);
}

QUrl resolveUrl(const QUrl& endpoint, std::string_view id, std::string_view revision,
                std::string_view path) {
    return hubUrl(endpoint, '/' + escapedPath(id) + "/resolve/" + escaped(revision) + '/' +
                                escapedPath(path));
}

// RFC 8288: a list of <address>; rel="name", whose addresses may hold commas.
std::optional<QUrl> nextPage(const HttpAnswer& answer) {
    static const QRegularExpression link(QStringLiteral("<([^<>]*)>([^<]*)"));
    static const QRegularExpression isNext(
        QStringLiteral(";\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next\\b)"),
        QRegularExpression::CaseInsensitiveOption);
    const QString header = QString::fromUtf8(answer.header("Link").value_or(QByteArray()));
    for (auto found = link.globalMatch(header); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        if (isNext.match(match.captured(2)).hasMatch()) {
            return answer.url.resolved(
                QUrl::fromEncoded(match.captured(1).toUtf8(), QUrl::TolerantMode));
        }
    }
    return std::nullopt;
}

}  // namespace hub

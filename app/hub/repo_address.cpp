#include "hub/repo_address.hpp"

#include <QString>
#include <QStringList>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::RepoReference;
using quince::Result;

Error refused(std::string_view text, const char* why) {
    return {ErrorCode::invalidArgument, std::string(text) + why, {}};
}

bool isHubHost(const QUrl& url, const QUrl& endpoint) {
    const QString host = url.host();
    return host == u"huggingface.co" || host == u"www.huggingface.co" || host == u"hf.co" ||
           (host == endpoint.host() && url.port() == endpoint.port());
}

// "hf.co/org/name" is meant as an address: an org has no dot and a name at its end has no slash.
bool isAddress(const QString& text, const QUrl& endpoint) {
    return text.contains(u"://") || isHubHost(QUrl(QStringLiteral("https://") + text), endpoint);
}

// Still escaped, so that a revision may hold slashes.
QStringList partsBelow(const QUrl& url, const QUrl& endpoint) {
    QString path = url.path(QUrl::FullyEncoded);
    const QString prefix = endpoint.path(QUrl::FullyEncoded);
    if (url.host() == endpoint.host() && path.startsWith(prefix)) {
        path.remove(0, prefix.size());
    }
    return path.split(u'/', Qt::SkipEmptyParts);
}

std::string unescaped(const QString& part) {
    return QUrl::fromPercentEncoding(part.toUtf8()).toStdString();
}

bool isPage(const QString& part) {
    return part == u"tree" || part == u"blob" || part == u"resolve" || part == u"raw" ||
           part == u"commits" || part == u"commit" || part == u"discussions" ||
           part == u"settings" || part == u"edit";
}

bool namesRevision(const QString& page) {
    return page == u"tree" || page == u"blob" || page == u"resolve" || page == u"raw" ||
           page == u"commits" || page == u"commit";
}

}  // namespace

Result<RepoReference> parseRepoAddress(std::string_view given, const QUrl& endpoint) {
    const QString text =
        QString::fromUtf8(given.data(), static_cast<qsizetype>(given.size())).trimmed();
    if (!isAddress(text, endpoint)) {
        return quince::parseRepoReference(text.toStdString());
    }
    const QUrl url(text.contains(u"://") ? text : QStringLiteral("https://") + text);
    if (!isHubHost(url, endpoint) || (url.scheme() != u"https" && url.scheme() != u"http")) {
        return refused(given, " is not an address of the Hub");
    }
    QStringList parts = partsBelow(url, endpoint);
    if (!parts.isEmpty() && parts[0] == u"models") {
        parts.removeFirst();
    }
    if (parts.isEmpty()) {
        return refused(given, " names no model");
    }
    if (parts[0] == u"datasets" || parts[0] == u"spaces" || parts[0] == u"collections") {
        return refused(given, " is not a model");
    }
    RepoReference reference;
    const bool isOldId = parts.size() == 1 || isPage(parts[1]);
    const qsizetype page = isOldId ? 1 : 2;
    reference.id = unescaped(isOldId ? parts[0] : parts[0] + u'/' + parts[1]);
    if (!quince::isValidRepoId(reference.id)) {
        return refused(given, " names no model");
    }
    if (parts.size() > page + 1 && namesRevision(parts[page])) {
        // The only names with a slash that an address may have as they are.
        const bool isRef = parts.size() > page + 3 && parts[page + 1] == u"refs" &&
                           (parts[page + 2] == u"pr" || parts[page + 2] == u"convert");
        reference.revision = unescaped(isRef ? parts.mid(page + 1, 3).join(u'/') : parts[page + 1]);
    }
    return reference;
}

}  // namespace hub

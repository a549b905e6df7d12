#include "hub/repo_address.hpp"

#include <QString>
#include <QStringList>

namespace hub {
namespace {

using quince::RepoReference;

bool isHubHost(const QUrl& url, const QUrl& endpoint) {
    const QString host = url.host();
    return host == u"huggingface.co" || host == u"www.huggingface.co" || host == u"hf.co" ||
           (host == endpoint.host() && url.port() == endpoint.port());
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

// A revision is one part, its slashes escaped; but people also paste refs/pr/7 as it is.
std::string revisionAt(const QStringList& parts, qsizetype at) {
    const bool isReference = parts[at] == u"refs" && parts.size() > at + 2;
    return unescaped(isReference ? parts.mid(at, 3).join(u'/') : parts[at]);
}

}  // namespace

std::optional<RepoReference> repoOfAddress(std::string_view given, const QUrl& endpoint) {
    const QString text =
        QString::fromUtf8(given.data(), static_cast<qsizetype>(given.size())).trimmed();
    const QUrl url(text.contains(u"://") ? text : QStringLiteral("https://") + text);
    if (!isHubHost(url, endpoint) || (url.scheme() != u"https" && url.scheme() != u"http")) {
        return std::nullopt;
    }
    QStringList parts = partsBelow(url, endpoint);
    if (!parts.isEmpty() && parts[0] == u"models") {
        parts.removeFirst();
    }
    if (parts.isEmpty() || parts[0] == u"datasets" || parts[0] == u"spaces" ||
        parts[0] == u"collections") {
        return std::nullopt;
    }
    RepoReference reference;
    const bool isOldId = parts.size() == 1 || isPage(parts[1]);
    const qsizetype page = isOldId ? 1 : 2;
    reference.id = unescaped(isOldId ? parts[0] : parts[0] + u'/' + parts[1]);
    if (!quince::isValidRepoId(reference.id)) {
        return std::nullopt;
    }
    if (parts.size() > page + 1 && namesRevision(parts[page])) {
        reference.revision = revisionAt(parts, page + 1);
    }
    return reference;
}

}  // namespace hub

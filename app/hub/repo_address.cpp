#include "hub/repo_address.hpp"

#include <QString>
#include <QStringList>

namespace hub {
namespace {

bool isPublicHost(QStringView host) {
    return host == u"huggingface.co" || host == u"www.huggingface.co" || host == u"hf.co";
}

QUrl urlOf(const QString& text) {
    if (text.contains(QLatin1String("://"))) {
        return QUrl(text, QUrl::StrictMode);
    }
    const QString host = text.section(u'/', 0, 0).toLower();
    return isPublicHost(host) ? QUrl(QStringLiteral("https://") + text, QUrl::StrictMode) : QUrl();
}

/// What stands behind the id and before a revision.
bool isView(const QString& part) {
    static const QStringList views{QStringLiteral("tree"),    QStringLiteral("blob"),
                                   QStringLiteral("resolve"), QStringLiteral("raw"),
                                   QStringLiteral("commits"), QStringLiteral("commit")};
    return views.contains(part);
}

/// `parts`: from the revision on, still escaped. A revision that has slashes is refs/pr/N or has
/// them escaped.
std::string revisionOf(const QStringList& parts) {
    const bool isRef = parts.size() >= 3 && parts[0] == u"refs";
    const QString revision = isRef ? parts.mid(0, 3).join(u'/') : parts.value(0);
    return QUrl::fromPercentEncoding(revision.toUtf8()).toStdString();
}

}  // namespace

std::optional<quince::RepoReference> repoOfAddress(std::string_view text, const QUrl& endpoint) {
    const QUrl url =
        urlOf(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).trimmed());
    const bool isEndpoint = url.host() == endpoint.host() && url.port() == endpoint.port();
    if (!url.isValid() || url.host().isEmpty() || (!isEndpoint && !isPublicHost(url.host()))) {
        return std::nullopt;
    }
    const QStringList parts = url.path(QUrl::FullyEncoded).split(u'/', Qt::SkipEmptyParts);
    if (parts.isEmpty() || parts[0] == u"datasets" || parts[0] == u"spaces") {
        return std::nullopt;
    }
    const qsizetype idParts = parts.size() >= 2 && !isView(parts[1]) ? 2 : 1;
    quince::RepoReference repo;
    repo.id = parts.mid(0, idParts).join(u'/').toStdString();
    if (parts.size() > idParts + 1 && isView(parts[idParts])) {
        repo.revision = revisionOf(parts.mid(idParts + 1));
    }
    return quince::isValidRepoId(repo.id) ? std::optional(repo) : std::nullopt;
}

}  // namespace hub

#include "desktop/hub_reference.hpp"

#include "desktop/paths.hpp"

#include <QStringList>

#include <algorithm>

namespace app {

namespace {

bool isHub(const QUrl& url, const QUrl& endpoint) {
    const QString host = url.host();
    const bool isKnown =
        host == u"huggingface.co" || host == u"www.huggingface.co" || host == u"hf.co";
    return isKnown || (host == endpoint.host() && url.port() == endpoint.port());
}

/// With https:// in front of what is plainly an address without it.
QUrl addressOf(const QString& text) {
    if (text.contains(QLatin1String("://"))) {
        return QUrl(text, QUrl::StrictMode);
    }
    const QString first = text.section(QLatin1Char('/'), 0, 0);
    const bool isHost =
        first == u"huggingface.co" || first == u"www.huggingface.co" || first == u"hf.co";
    return isHost ? QUrl(QStringLiteral("https://") + text, QUrl::StrictMode) : QUrl();
}

/// Words that stand behind an id in addresses, before the revision.
bool isView(const QString& part) {
    static const QStringList views{QStringLiteral("tree"),    QStringLiteral("blob"),
                                   QStringLiteral("resolve"), QStringLiteral("raw"),
                                   QStringLiteral("commits"), QStringLiteral("commit")};
    return views.contains(part);
}

/// A revision that has slashes stands in an address as refs/pr/N, or escaped.
std::string revisionOf(const QStringList& parts) {
    if (parts.value(0) == u"refs" && parts.size() >= 3) {
        return parts.mid(0, 3).join(QLatin1Char('/')).toStdString();
    }
    return QUrl::fromPercentEncoding(parts.value(0).toUtf8()).toStdString();
}

std::optional<quince::RepoReference> fromPath(const QStringList& parts) {
    if (parts.isEmpty() || parts[0] == u"datasets" || parts[0] == u"spaces") {
        return std::nullopt;
    }
    const bool hasOwner = parts.size() >= 2 && !isView(parts[1]);
    quince::RepoReference repo;
    repo.id = parts.mid(0, hasOwner ? 2 : 1).join(QLatin1Char('/')).toStdString();
    const QStringList rest = parts.mid(hasOwner ? 2 : 1);
    if (rest.size() >= 2 && isView(rest[0])) {
        repo.revision = revisionOf(rest.mid(1));
    }
    return quince::isValidRepoId(repo.id) ? std::optional(repo) : std::nullopt;
}

}  // namespace

std::optional<HubReference> hubReferenceOf(const QString& text, const QUrl& endpoint) {
    const QString trimmed = text.trimmed();
    if (const QUrl url = addressOf(trimmed); url.isValid() && !url.host().isEmpty()) {
        if (!isHub(url, endpoint)) {
            return std::nullopt;
        }
        const auto repo =
            fromPath(url.path(QUrl::FullyEncoded).split(QLatin1Char('/'), Qt::SkipEmptyParts));
        return repo ? std::optional(HubReference{*repo, true}) : std::nullopt;
    }
    if (trimmed.count(QLatin1Char('/')) == 0 || trimmed.contains(QLatin1Char(' '))) {
        return std::nullopt;
    }
    auto parsed = quince::parseRepoReference(trimmed.toStdString());
    return parsed ? std::optional(HubReference{*parsed, false}) : std::nullopt;
}

QUrl webPageOf(const std::string& repoId, const QUrl& endpoint) {
    QUrl url = endpoint;
    url.setPath(endpoint.path() + QLatin1Char('/') + toQt(repoId));
    return url;
}

}  // namespace app

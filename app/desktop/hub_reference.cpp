#include "desktop/hub_reference.hpp"

#include "desktop/paths.hpp"
#include "hub/repo_address.hpp"

namespace app {

std::optional<HubReference> hubReferenceOf(const QString& text, const QUrl& endpoint) {
    const std::string trimmed = text.trimmed().toStdString();
    if (trimmed.find('/') == std::string::npos) {  // an id of one part looks like any word
        return std::nullopt;
    }
    const auto repo = hub::parseRepoAddress(trimmed, endpoint);
    if (!repo) {
        return std::nullopt;
    }
    const auto id = quince::parseRepoReference(trimmed);
    return HubReference{*repo, !id || *id != *repo};
}

QUrl webPageOf(const std::string& repoId, const QUrl& endpoint) {
    QUrl url = endpoint;
    url.setPath(endpoint.path() + QLatin1Char('/') + toQt(repoId));
    return url;
}

}  // namespace app

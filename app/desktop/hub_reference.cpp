#include "desktop/hub_reference.hpp"

#include "desktop/paths.hpp"
#include "hub/repo_address.hpp"

namespace app {

std::optional<HubReference> hubReferenceOf(const QString& text, const QUrl& endpoint) {
    const std::string trimmed = text.trimmed().toStdString();
    if (const auto repo = hub::repoOfAddress(trimmed, endpoint)) {
        return HubReference{*repo, true};
    }
    // An id of one part looks like any word.
    if (trimmed.find('/') == std::string::npos) {
        return std::nullopt;
    }
    const auto parsed = quince::parseRepoReference(trimmed);
    return parsed ? std::optional(HubReference{*parsed, false}) : std::nullopt;
}

QUrl webPageOf(const std::string& repoId, const QUrl& endpoint) {
    QUrl url = endpoint;
    url.setPath(endpoint.path() + QLatin1Char('/') + toQt(repoId));
    return url;
}

}  // namespace app

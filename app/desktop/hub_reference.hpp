#pragma once

#include <quince/repo_id.hpp>

#include <QString>
#include <QUrl>

#include <optional>

namespace app {

/// What a person typed or pasted to name one model.
struct HubReference {
    quince::RepoReference repo;
    bool isAddress = false;  ///< a URL: it cannot have been meant as words to search for
};

/// The model that `text` names: "org/name", "org/name@revision", or what hub::parseRepoAddress
/// takes. Empty for words to search for.
[[nodiscard]] std::optional<HubReference> hubReferenceOf(const QString& text, const QUrl& endpoint);

/// The page of a model, for a browser.
[[nodiscard]] QUrl webPageOf(const std::string& repoId, const QUrl& endpoint);

}  // namespace app

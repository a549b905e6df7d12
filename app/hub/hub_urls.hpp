#pragma once

#include "hub/http_message.hpp"

#include <QByteArray>
#include <QUrl>

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

/// Percent-encoded, all but letters, digits, '-', '_', '.' and '~': "refs/pr/1" -> "refs%2Fpr%2F1".
[[nodiscard]] QByteArray escaped(std::string_view text);

/// The same for each part between slashes; the slashes stay.
[[nodiscard]] QByteArray escapedPath(std::string_view path);

/// Name and value of each field, in order; both are escaped by `hubUrl`.
using Query = std::vector<std::pair<std::string_view, std::string_view>>;

/// `escapedTarget` begins with '/' and is escaped already; it comes after the endpoint's own path.
[[nodiscard]] QUrl hubUrl(const QUrl& endpoint, const QByteArray& escapedTarget,
                          const Query& query = {});

/// {endpoint}/{id}/resolve/{revision}/{path}: a file's content.
/// REQUIRES: isValidRepoId(id), isSafeRelativePath(path)
[[nodiscard]] QUrl resolveUrl(const QUrl& endpoint, std::string_view id, std::string_view revision,
                              std::string_view path);

/// Where the Link header says that the next page is; empty if there is none.
[[nodiscard]] std::optional<QUrl> nextPage(const HttpAnswer& answer);

}  // namespace hub

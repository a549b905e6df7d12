#pragma once

#include <quince/result.hpp>

#include <QNetworkReply>
#include <QString>
#include <QUrl>

#include <chrono>
#include <cstdint>

namespace hub {

/// What to tell a person of an exchange that brought no whole answer. Only the host of `url` is
/// told: its query may hold a signature. `certificateError` is Qt's text, or empty.
[[nodiscard]] quince::Error networkError(const QUrl& url, QNetworkReply::NetworkError error,
                                         const QString& certificateError);

[[nodiscard]] quince::Error timeoutError(const QUrl& url, std::chrono::milliseconds timeout);
[[nodiscard]] quince::Error tooLargeError(const QUrl& url, std::int64_t limit);

}  // namespace hub

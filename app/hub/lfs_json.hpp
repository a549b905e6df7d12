#pragma once

#include "hub/upload_types.hpp"

#include <quince/result.hpp>

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <span>
#include <string>

namespace hub {

/// The body of a batch call (git-lfs's batch API with the Hub's multipart transfer).
[[nodiscard]] QJsonDocument batchQuestion(std::span<const LfsObject> objects,
                                          const std::string& revision);

/// The answer for one object. Addresses of the Hub are moved to the endpoint.
/// Errors: untrusted: an address that is none or not secure, or parts that do not make up the size.
quince::Result<LfsTicket> ticketOf(const QJsonObject& object, const LfsObject& wanted,
                                   const QUrl& endpoint);

}  // namespace hub

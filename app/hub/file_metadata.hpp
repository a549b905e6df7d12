#pragma once

#include "hub/http_message.hpp"
#include "hub/model_info.hpp"

#include <quince/result.hpp>

#include <QByteArray>

#include <string>

namespace hub {

/// Without W/ and quotes.
[[nodiscard]] std::string normalizedEtag(const QByteArray& header);

/// From the headers of the answer for .../resolve/...: a 200, or the redirection to where the
/// content lies. Errors: untrusted: one of the three is missing, or cannot be what it should be.
quince::Result<FileMetadata> metadataOf(const HttpAnswer& answer);

}  // namespace hub

#pragma once

#include "hub/model_info.hpp"

#include <quince/result.hpp>

#include <QJsonObject>

namespace hub {

/// What an answer says of one model. Errors: untrusted: its id is none, or a digest or a size of a
/// file is not one.
quince::Result<ModelInfo> modelFrom(const QJsonObject& object, const QString& host);

/// An entry of a tree, or of `siblings` with blobs (the field names of path and digest differ).
/// Errors: untrusted, as above.
quince::Result<RepoFile> fileFromTree(const QJsonObject& object, const QString& host);
quince::Result<RepoFile> fileFromSibling(const QJsonObject& object, const QString& host);

}  // namespace hub

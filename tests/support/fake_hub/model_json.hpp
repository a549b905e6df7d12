#pragma once

#include "support/fake_hub/hub_state.hpp"

#include <QJsonObject>

namespace fake {

/// What the API says of a model, all of it: B.2 of the field lists as documented in hub-docs
/// (docs/hub/api.md) and as huggingface_hub's ModelInfo reads them. `blobs` adds sizes and hashes.
QJsonObject modelJson(const Repo& repo, const Commit& commit, bool blobs);
/// Of these only id, _id and what is asked for.
QJsonObject onlyExpanded(const QJsonObject& model, const QList<QByteArray>& wanted);
/// An entry of a tree or of paths-info; `expand` adds the last commit.
QJsonObject fileJson(const QByteArray& path, const File& file, const Commit& commit, bool expand);

}  // namespace fake

#pragma once

#include <quince/repo_id.hpp>

#include <QUrl>

#include <optional>
#include <string_view>

namespace hub {

/// The model whose page `text` is the address of: any page of it, at the endpoint, huggingface.co
/// or hf.co, with or without https://. Nothing for any other text, also for a plain org/name
/// (quince::parseRepoReference), a data set or a space.
[[nodiscard]] std::optional<quince::RepoReference> repoOfAddress(std::string_view text,
                                                                 const QUrl& endpoint);

}  // namespace hub

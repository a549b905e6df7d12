#pragma once

#include <quince/repo_id.hpp>

#include <QUrl>

#include <optional>
#include <string_view>

namespace hub {

/// The model that the address of one of its pages names, with or without https://, on the Hub at
/// `endpoint`, huggingface.co or hf.co: "https://huggingface.co/org/name", ".../tree/main",
/// ".../blob/v1/config.json", ".../resolve/...". Empty for anything else: ids, words, other hosts,
/// data sets and spaces.
[[nodiscard]] std::optional<quince::RepoReference> repoOfAddress(std::string_view text,
                                                                 const QUrl& endpoint);

}  // namespace hub

#pragma once

#include "hub/download.hpp"

#include <quince/result.hpp>

#include <filesystem>
#include <string_view>

namespace hub {

/// What the cache folder `cache` holds of a revision, if it is all that a conversion needs. Without
/// a network; `note` is left empty. A branch or tag is the commit that its ref names; "main"
/// without a ref is the only snapshot. Errors: notFound, said with what is missing.
quince::Result<DownloadedModel> cachedModel(const std::filesystem::path& cache,
                                            std::string_view repoId, std::string_view revision);

/// What to do when the Hub could not be asked: the cached model with a note that says why, where
/// `error` is of the network or of offline mode and the model is complete; otherwise the error. An
/// answer of the Hub (no access, not found) is not covered up by a copy.
quince::Result<DownloadedModel> cachedInstead(quince::Error error,
                                              const std::filesystem::path& cache,
                                              std::string_view repoId, std::string_view revision);

}  // namespace hub

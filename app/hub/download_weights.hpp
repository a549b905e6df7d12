#pragma once

#include "hub/file_patterns.hpp"
#include "hub/tree_listing.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace hub {

class CacheLayout;
class HubApi;

// A repo may hold its weights more than once: in one file and in shards, adapters, copies in
// folders or in another layout. Only those are fetched that a conversion reads.

/// `patterns` narrowed to the weights of `files` that quince::openCheckpoint would take; as they
/// are where that cannot be told. `folder`: where the index is, if `files` has one. Asks nobody.
[[nodiscard]] FilePatterns narrowedToWeights(FilePatterns patterns,
                                             const std::vector<RepoFile>& files,
                                             const std::filesystem::path& folder);

/// The same, with the index from the cache or else from the Hub, and only where the names of the
/// weights leave a doubt: most repos cost no request. Errors: as HubApi.
quince::Result<FilePatterns> narrowedToWeights(const FilePatterns& patterns,
                                               const std::vector<RepoFile>& files,
                                               const CacheLayout& layout, const std::string& repoId,
                                               const std::string& commit, HubApi& api,
                                               const quince::StopToken& stop);

}  // namespace hub

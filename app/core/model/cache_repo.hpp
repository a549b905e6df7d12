#pragma once

#include <quince/hf_cache.hpp>

#include <filesystem>

namespace quince {

/// Reads one models--org--name folder: refs, revisions, sizes, and the state of the current
/// revision. Never fails; an empty or strange folder gives state `absent` and warnings.
CachedModel readCacheRepo(const std::filesystem::path& repoFolder);

/// Whether the folder is named and shaped like a repo of the cache. Two existence checks.
bool isCacheRepo(const std::filesystem::path& folder);

/// Fills everything that depends on `model.folder` and `model.current`.
void describeCurrent(CachedModel& model);

/// config.json of `folder` in brief; what is wrong with it goes to `warnings`.
ConfigSummary summarizeConfig(const std::filesystem::path& folder,
                              std::vector<std::string>& warnings);

}  // namespace quince

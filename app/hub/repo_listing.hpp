#pragma once

#include "hub/tree_listing.hpp"

#include <quince/result.hpp>

#include <string>
#include <vector>

namespace hub {

/// Whether `path` can be a file below a folder on every system: quince::isSafeRelativePath, UTF-8,
/// no device name of Windows, nothing that it cannot store or takes off a name.
[[nodiscard]] bool isPathForEverySystem(const std::string& path);

/// Whether a file of a listing is below the repo's folder (quince::isSafeRelativePath).
/// Errors: untrusted, naming the path.
quince::Status checkPath(const RepoFile& file, const std::string& repo);

/// Whether files that a server lists can be laid out on every system: each path as
/// isPathForEverySystem wants it, none twice, also not by another spelling of upper and lower case
/// or of accents, none that is a folder of another, sizes up to 1 PB.
/// Errors: untrusted, naming the path.
quince::Status checkListing(const std::vector<RepoFile>& files, const std::string& repo);

}  // namespace hub

#pragma once

#include "hub/upload_folder.hpp"
#include "hub/upload_types.hpp"

#include <quince/result.hpp>

#include <string>
#include <vector>

namespace hub {

/// A file as a commit names it: by its object, or with its content, which is checked once more.
/// Errors: mismatch: the file changed; unsupported: the Hub wants a card as a large file; io.
[[nodiscard]] quince::Status addChange(CommitRequest& request, const LocalFile& file, bool isLfs,
                                       const std::string& hash);

/// README.md of these files; empty if there is none. Errors: io; malformed: it is no card's size.
[[nodiscard]] quince::Result<std::string> cardText(const std::vector<LocalFile>& files);

}  // namespace hub

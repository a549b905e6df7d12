#pragma once

#include <quince/result.hpp>

#include <string>
#include <string_view>

namespace quince {

/// "org/name@revision"; the revision is empty when none was named.
struct RepoReference {
    std::string id;
    std::string revision;  ///< a branch, a tag, refs/pr/N or a commit

    friend bool operator==(const RepoReference&, const RepoReference&) = default;
};

/// `name` or `namespace/name` by the Hub's rules, ASCII only.
[[nodiscard]] bool isValidRepoId(std::string_view id);

/// Exactly 40 lower-case hex digits.
[[nodiscard]] bool isCommitHash(std::string_view text);

/// Errors: invalidArgument, with the rule that was broken.
Result<RepoReference> parseRepoReference(std::string_view text);

/// "models--org--name". REQUIRES: isValidRepoId(id)
[[nodiscard]] std::string cacheFolderName(std::string_view id);

/// The inverse; empty when `folderName` is not the cache folder of a model.
[[nodiscard]] std::string repoIdOfCacheFolder(std::string_view folderName);

/// "org" of "org/name"; empty when there is none.
[[nodiscard]] std::string_view orgOf(std::string_view id);
/// "name" of "org/name".
[[nodiscard]] std::string_view modelNameOf(std::string_view id);

}  // namespace quince

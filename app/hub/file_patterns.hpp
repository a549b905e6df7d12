#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// Whether the whole of `path` fits a shell pattern as Python's fnmatchcase has it: `*` any run of
/// characters, also across '/'; `?` one; `[abc]`, `[a-z]` and `[!a-z]` one of a set. A pattern that
/// ends with '/' means everything below.
[[nodiscard]] bool matchesPattern(std::string_view path, std::string_view pattern);

/// Which files of a repo to fetch: those that fit one of `wanted` and none of `unwanted`; of the
/// safetensors files those in `weights`, where it is known which ones make up the model.
struct FilePatterns {
    std::vector<std::string> wanted;
    std::vector<std::string> unwanted;
    std::optional<std::set<std::string, std::less<>>> weights = std::nullopt;

    [[nodiscard]] bool select(std::string_view path) const;
};

/// What a conversion needs and what belongs to the model besides: the patterns of mlx-lm and
/// mlx-vlm, licences and the card; no second copy of the weights in another format.
[[nodiscard]] FilePatterns conversionPatterns();

}  // namespace hub

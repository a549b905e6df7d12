#include "core/model/module_entry.hpp"

#include <algorithm>
#include <array>

namespace quince {
namespace {

/// The leaves of a model's definition. Quantizable: the classes of mlx.nn and mlx-lm that have
/// to_quantized.
constexpr std::array<LeafKind, 8> kinds{{
    {"linear", true, std::nullopt},
    {"embedding", true, Part::embedding},
    {"switch_linear", true, Part::experts},
    {"multi_linear", true, std::nullopt},
    {"norm", false, Part::norm},
    {"conv", false, std::nullopt},
    {"module", false, std::nullopt},
    {"array", false, std::nullopt},
}};

}  // namespace

const LeafKind* leafKindOf(const Json& entry) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const LeafKind& kind) {
        return entry.contains(std::string(kind.name));
    });
    return found == kinds.end() ? nullptr : &*found;
}

std::optional<Part> partOf(const Json& entry) {
    const Json name = entry.value("part", Json(nullptr));
    for (int i = 0; name.is_string() && i <= static_cast<int>(Part::other); ++i) {
        if (nameOf(static_cast<Part>(i)) == name.get<std::string>()) {
            return static_cast<Part>(i);
        }
    }
    return std::nullopt;
}

std::string joinPath(const std::string& prefix, const std::string& path) {
    return prefix.empty() || path.empty() ? prefix + path : prefix + "." + path;
}

Error malformedEntry(const std::string& what, const Json& entry) {
    return Error{ErrorCode::malformed, what + ": " + entry.dump().substr(0, 100), {}};
}

}  // namespace quince

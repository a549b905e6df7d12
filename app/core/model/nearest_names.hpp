#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// Up to `count` of `names` that look most like `name`, best first: fewest edits, with a common
/// beginning preferred; nothing that has little in common.
std::vector<std::string> nearestNames(std::string_view name, const std::vector<std::string>& names,
                                      std::size_t count);

}  // namespace quince

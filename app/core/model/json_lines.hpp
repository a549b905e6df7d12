#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace quince {

/// The line (from 1) on which each value of a JSON text begins, by its JSON pointer; of a member
/// the line of its key.
using JsonLines = std::map<std::string, std::size_t>;

/// REQUIRES: `text` is valid JSON (the parser says so); otherwise the map is of little use.
JsonLines jsonLines(std::string_view text);

}  // namespace quince

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// A YAML scalar that every reader takes for this very string: plain if it is one word of
/// [A-Za-z0-9._/-] that no reader could take for a bool, null, number, date or mark; else in
/// double quotes with escapes. Bytes that are not UTF-8 become U+FFFD.
std::string yamlScalar(std::string_view text);

/// "key: value\n"
std::string yamlLine(std::string_view key, std::string_view value);

/// "key:\n- a\n- b\n". REQUIRES: !values.empty()
std::string yamlList(std::string_view key, const std::vector<std::string>& values);

}  // namespace quince

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace quince {

/// The texts of resources/architectures by their names without ".json", compiled in (the definition
/// is generated).
const std::map<std::string, std::string>& builtInArchitectures();

/// resources/architectures/schema.json, compiled in likewise.
std::string_view architectureSchema();

}  // namespace quince

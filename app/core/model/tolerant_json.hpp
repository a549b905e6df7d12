#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <string_view>

namespace quince {

/// Parses as Python does: also NaN and Infinity, which become null. Gives a discarded value
/// (`is_discarded()`) for anything else that is not JSON.
nlohmann::json parseTolerantJson(const std::string& text);

/// The string at `key`, or empty when there is none or it is not a string.
std::string stringAt(const nlohmann::json& object, const char* key);

/// The distinct file names in an index's "weight_map". Reads as a stream: the index of a large
/// model has a hundred thousand entries. False if the text is not JSON or has no such map.
bool readWeightMapFiles(std::string_view text, std::set<std::string>& files);

}  // namespace quince

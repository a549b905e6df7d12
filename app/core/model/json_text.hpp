#pragma once

#include <quince/result.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace quince {

/// Keeps the order of keys, as Python's dict does.
using Json = nlohmann::ordered_json;

/// Parses what Python's json.load accepts. Beyond strict JSON that is: a byte order mark, a key
/// that stands twice (the last value wins), and NaN, Infinity and -Infinity. Of those, because
/// LM Studio reads strict JSON, NaN becomes null and the infinities the largest doubles. Nesting
/// deeper than 100 and objects of more than 20,000 keys are refused. `name` begins the error's
/// sentence, which gives line and column. Errors: malformed.
Result<Json> parseJson(std::string_view text, const std::string& name);

/// The string at `key`, or empty when there is none or it is not a string.
std::string stringAt(const Json& object, const char* key);

/// What Python's json.dump(value, indent=indent) writes: ASCII only, floats as repr gives them,
/// no newline at the end.
std::string pythonDump(const Json& value, int indent = 4);

}  // namespace quince

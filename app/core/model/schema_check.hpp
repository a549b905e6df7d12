#pragma once

#include "core/model/truthy.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace quince {

/// What is wrong at one place of a JSON value.
struct SchemaMistake {
    std::string pointer;  ///< RFC 6901
    std::string reason;
};

/// Says what is wrong with a text whose schema has a "format", or nothing.
using FormatCheck =
    std::function<std::optional<std::string>(const std::string& format, const std::string& text)>;

/// Checks a value against a JSON Schema (2020-12), as far as architecture files need it: $ref into
/// the schema, type, enum, anyOf, required, properties, additionalProperties, items, minItems,
/// maxItems, format. Of anyOf the mistakes of the branch that comes nearest are told.
std::vector<SchemaMistake> checkSchema(const Json& schema, const Json& value,
                                       const FormatCheck& checkFormat);

}  // namespace quince

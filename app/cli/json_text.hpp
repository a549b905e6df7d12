#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace cli {

/// Only for the sources of this folder.
using Json = nlohmann::ordered_json;

/// Indented; bytes that are no UTF-8 (file names may hold any) become the replacement character.
[[nodiscard]] inline std::string jsonText(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cli

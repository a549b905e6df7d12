#pragma once

#include <quince/result.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace quince {

/// tokenizer.json: objects of more than a hundred thousand keys, whose order means nothing, so
/// not the Json of config.json.
using TokenizerJson = nlohmann::json;

/// Errors: notFound, io, malformed.
Result<TokenizerJson> readTokenizerJson(const std::filesystem::path& file);

/// The value at `key`, or null.
[[nodiscard]] const TokenizerJson& partOf(const TokenizerJson& object, const char* key);
[[nodiscard]] std::string textAt(const TokenizerJson& object, const char* key);
[[nodiscard]] bool flagAt(const TokenizerJson& object, const char* key, bool otherwise = false);

/// "Quince does not know the NAME of this tokenizer.json."
[[nodiscard]] Error unknownPart(const std::string& name);
[[nodiscard]] Error brokenPart(const std::string& name);

}  // namespace quince

#include "core/model/architecture_file.hpp"

#include <algorithm>
#include <array>

namespace quince {
namespace {

constexpr std::array<std::string_view, 17> knownKeys{
    "model_types", "vision_types", "extends", "source",  "note",   "config",
    "defaults",    "let",          "rules",   "modules", "cache",  "blocks",
    "context",     "by_path",      "as_text", "sees",    "$schema"};

Error malformed(const std::string& file, const std::string& what) {
    return Error{ErrorCode::malformed, "architecture file " + file + ".json: " + what, {}};
}

/// nlohmann reports a byte; a person wants a line.
Error syntaxError(const std::string& file, const std::string& text) {
    try {
        [[maybe_unused]] const Json unused = Json::parse(text);
    } catch (const Json::parse_error& error) {
        const std::size_t at = std::min<std::size_t>(error.byte, text.size());
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        return malformed(file, "line " + std::to_string(line) + " is not JSON");
    } catch (const Json::exception&) {
    }
    return malformed(file, "it is not JSON");
}

Status readExpressions(const Json& json, const std::string& key,
                       std::map<std::string, Expression>& into) {
    const auto found = json.find(key);
    if (found == json.end()) {
        return {};
    }
    if (!found->is_object()) {
        return Error{ErrorCode::malformed, "\"" + key + "\" is not an object", {}};
    }
    for (const auto& [name, value] : found->items()) {
        Result<Expression> expression = Expression::fromJson(value);
        if (!expression) {
            return std::move(expression).error().within(key + "." + name);
        }
        into.insert_or_assign(name, std::move(*expression));
    }
    return {};
}

Status readConfigChanges(const Json& json, ArchitectureFile& file) {
    if (!json.contains("config")) {
        return {};
    }
    file.config.clear();
    for (const Json& change : json["config"]) {
        if (!change.is_object() || !change.contains("set") || !change["set"].is_string() ||
            !change.contains("to")) {
            return Error{ErrorCode::malformed, "a \"config\" entry lacks \"set\" or \"to\"", {}};
        }
        Result<Expression> to = Expression::fromJson(change["to"]);
        Result<Expression> condition =
            Expression::fromJson(change.contains("if") ? change["if"] : Json(true));
        if (!to || !condition) {
            return to ? std::move(condition).error() : std::move(to).error();
        }
        const Json unset = change.value("unset", Json(""));
        if (!unset.is_string()) {
            return Error{ErrorCode::malformed, "\"unset\" of a \"config\" entry is not a path", {}};
        }
        file.config.push_back({change["set"], std::move(*to), std::move(*condition), unset});
    }
    return {};
}

Status merge(const Json& json, ArchitectureFile& file) {
    for (const auto& [key, value] : json.items()) {
        if (std::find(knownKeys.begin(), knownKeys.end(), key) == knownKeys.end()) {
            return Error{ErrorCode::malformed, "unknown key \"" + key + "\"", {}};
        }
    }
    for (auto [key, into] : {std::pair{"rules", &file.rules}, std::pair{"modules", &file.modules},
                             std::pair{"cache", &file.cache}}) {
        if (json.contains(key)) {
            if (!json[key].is_array()) {
                return Error{
                    ErrorCode::malformed, "\"" + std::string(key) + "\" is not a list", {}};
            }
            *into = json[key];
        }
    }
    if (json.contains("blocks") && json["blocks"].is_object()) {
        for (const auto& [name, block] : json["blocks"].items()) {
            file.blocks.insert_or_assign(name, block);
        }
    }
    if (json.contains("by_path")) {
        if (!json["by_path"].is_array()) {
            return Error{ErrorCode::malformed, "\"by_path\" is not a list", {}};
        }
        file.byPath.insert(file.byPath.end(), json["by_path"].begin(), json["by_path"].end());
    }
    for (auto [key, into] : {std::pair{"context", &file.context}, std::pair{"sees", &file.sees},
                             std::pair{"as_text", &file.asText}}) {
        if (json.contains(key)) {
            Result<Expression> expression = Expression::fromJson(json[key]);
            if (!expression) {
                return std::move(expression).error();
            }
            *into = std::move(*expression);
        }
    }
    for (const char* key : {"defaults", "let"}) {
        Status status = readExpressions(json, key, key[0] == 'd' ? file.defaults : file.let);
        if (!status) {
            return status;
        }
    }
    return readConfigChanges(json, file);
}

Status mergeWithParents(const std::string& name, const ArchitectureTexts& texts, int depth,
                        ArchitectureFile& file) {
    constexpr int maxDepth = 8;
    const auto text = texts.find(name);
    if (text == texts.end()) {
        return Error{ErrorCode::notFound, "there is no architecture file " + name + ".json", {}};
    }
    const Json json = Json::parse(text->second, nullptr, false);
    if (!json.is_object()) {
        return syntaxError(name, text->second);
    }
    if (json.contains("extends")) {
        if (!json["extends"].is_string() || depth == maxDepth) {
            return malformed(name,
                             "\"extends\" is not the name of another file, or goes in a ring");
        }
        Status parent = mergeWithParents(json["extends"], texts, depth + 1, file);
        if (!parent) {
            return parent;
        }
    }
    Status status = merge(json, file);
    if (!status) {
        return malformed(name, status.error().message);
    }
    for (auto [key, into] : {std::pair{"model_types", &file.modelTypes},
                             std::pair{"vision_types", &file.visionTypes}}) {
        into->clear();
        for (const Json& type : json.value(key, Json::array())) {
            if (!type.is_string()) {
                return malformed(name, "\"" + std::string(key) + "\" is not a list of names");
            }
            into->push_back(type);
        }
    }
    return {};
}

}  // namespace

Result<ArchitectureFile> readArchitectureFile(const std::string& name,
                                              const ArchitectureTexts& texts) {
    ArchitectureFile file;
    file.name = name;
    file.context = *Expression::parse("max_position_embeddings");
    file.sees = *Expression::parse("default(vision_config, false)");
    file.asText = *Expression::parse("false");
    Status status = mergeWithParents(name, texts, 0, file);
    if (!status) {
        return std::move(status).error();
    }
    return file;
}

}  // namespace quince

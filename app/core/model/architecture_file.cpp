#include "core/model/architecture_file.hpp"

#include <utility>

namespace quince {
namespace {

Error malformed(const std::string& file, const std::string& what) {
    return Error{ErrorCode::malformed, "architecture file " + file + ".json: " + what, {}};
}

Status readExpressions(const Json& json, const std::string& key,
                       std::map<std::string, Expression>& into) {
    const auto found = json.find(key);
    if (found == json.end()) {
        return {};
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
        Result<Expression> to = Expression::fromJson(change["to"]);
        Result<Expression> condition =
            Expression::fromJson(change.contains("if") ? change["if"] : Json(true));
        if (!to || !condition) {
            return to ? std::move(condition).error() : std::move(to).error();
        }
        file.config.push_back({change["set"], std::move(*to), std::move(*condition),
                               change.value("unset", std::string())});
    }
    return {};
}

Status merge(const Json& json, ArchitectureFile& file) {
    for (auto [key, into] : {std::pair{"rules", &file.rules}, std::pair{"modules", &file.modules},
                             std::pair{"cache", &file.cache}}) {
        if (json.contains(key)) {
            *into = json[key];
        }
    }
    if (json.contains("blocks")) {
        for (const auto& [name, block] : json["blocks"].items()) {
            file.blocks.insert_or_assign(name, block);
        }
    }
    if (json.contains("by_path")) {
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

Status mergeWithParents(const std::string& name, const ArchitectureDocuments& documents, int depth,
                        ArchitectureFile& file) {
    constexpr int maxDepth = 8;
    const auto document = documents.find(name);
    if (document == documents.end()) {
        return Error{ErrorCode::notFound, "there is no architecture file " + name + ".json", {}};
    }
    const Json& json = *document->second;
    if (json.contains("extends")) {
        if (depth == maxDepth) {
            return malformed(name, "\"extends\" goes in a ring");
        }
        Status parent = mergeWithParents(json["extends"], documents, depth + 1, file);
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
        *into = json.value(key, std::vector<std::string>());
    }
    return {};
}

}  // namespace

Result<ArchitectureFile> readArchitectureFile(const std::string& name,
                                              const ArchitectureDocuments& documents) {
    ArchitectureFile file;
    file.name = name;
    file.context = *Expression::parse("max_position_embeddings");
    file.sees = *Expression::parse("default(vision_config, false)");
    file.asText = *Expression::parse("false");
    Status status = mergeWithParents(name, documents, 0, file);
    if (!status) {
        return std::move(status).error();
    }
    return file;
}

}  // namespace quince

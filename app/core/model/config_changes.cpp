#include "core/model/config_changes.hpp"

namespace quince {
namespace {

/// Sets "a.b.c" in a config; objects on the way are made.
void setPath(Json& config, const std::string& path, Json value) {
    const std::size_t dot = path.find('.');
    if (dot == std::string::npos) {
        config[path] = std::move(value);
        return;
    }
    Json& inner = config[path.substr(0, dot)];
    if (!inner.is_object()) {
        inner = Json::object();
    }
    setPath(inner, path.substr(dot + 1), std::move(value));
}

/// Removes "a.b.c" from a config.
void unsetPath(Json& config, const std::string& path) {
    const std::size_t dot = path.find('.');
    const auto inner = config.find(path.substr(0, dot));
    if (inner == config.end()) {
        return;
    }
    if (dot == std::string::npos) {
        config.erase(inner);
    } else if (inner->is_object()) {
        unsetPath(*inner, path.substr(dot + 1));
    }
}

}  // namespace

Status changeConfig(const ArchitectureFile& file, const TensorMap& tensors, Json& config) {
    for (const ConfigChange& change : file.config) {
        const Scope scope(file, config, tensors);
        Result<Json> condition = change.condition.evaluate(scope);
        if (!condition) {
            return std::move(condition).error();
        }
        if (!truthy(*condition)) {
            continue;
        }
        Result<Json> value = change.to.evaluate(scope);
        if (!value) {
            return std::move(value).error();
        }
        setPath(config, change.path, std::move(*value));
        if (!change.unset.empty()) {
            unsetPath(config, change.unset);
        }
    }
    return {};
}

}  // namespace quince

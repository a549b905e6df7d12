#pragma once

#include "core/model/expression.hpp"
#include "core/model/truthy.hpp"

#include <quince/result.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// A change that an architecture makes to config.json, also in the saved file.
struct ConfigChange {
    std::string path;  ///< "text_config.vocab_size"
    Expression to;
    Expression condition;  ///< literal true when the file has none
    std::string unset;     ///< a path to remove then; empty: none
};

/// One architecture file, its parent merged in. Rules, modules and cache stay JSON: they are
/// walked once for each checkpoint.
struct ArchitectureFile {
    std::string name;
    std::vector<std::string> modelTypes;
    std::vector<std::string> visionTypes;  ///< model types whose vision part it keeps
    std::vector<ConfigChange> config;
    std::map<std::string, Expression> defaults;
    std::map<std::string, Expression> let;
    std::map<std::string, Json> blocks;
    Json rules = Json::array();
    Json modules = Json::array();
    Json cache = Json::array();
    Json byPath = Json::array();  ///< a parent's entries first
    Expression asText;            ///< with vision: mlx-lm loads the result too
    Expression sees;              ///< with vision: the checkpoint has a vision part
    Expression context;
};

/// What each file says, by its name without ".json".
using ArchitectureDocuments = std::map<std::string, std::shared_ptr<const Json>, std::less<>>;

/// Reads `name` with its chain of parents. Errors: malformed (file and reason), notFound.
/// REQUIRES: checkArchitectureFile() finds nothing wrong with any of `documents`
Result<ArchitectureFile> readArchitectureFile(const std::string& name,
                                              const ArchitectureDocuments& documents);

}  // namespace quince

#pragma once

#include "core/model/rule_subject.hpp"
#include "core/model/scope.hpp"

#include <functional>
#include <string>

namespace quince {

/// The architecture file that serves a model type, or null.
using FindArchitecture = std::function<const ArchitectureFile*(const std::string& modelType)>;

/// Runs the rules of `file` over the tensors of `subject` (names as in the checkpoint in, names as
/// in the MLX model out). Errors: malformed (the rule is wrong), mismatch (the checkpoint does not
/// fit it).
Status applyRules(const ArchitectureFile& file, const Json& config, const FindArchitecture& find,
                  RuleSubject& subject);

/// The file and config object that a `within` entry (rule or module) speaks of.
struct Within {
    const ArchitectureFile* file = nullptr;
    Json config;
};
Result<Within> resolveWithin(const Scope& scope, const Json& entry, const FindArchitecture& find);

}  // namespace quince

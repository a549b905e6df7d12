#pragma once

#include "core/model/rule_match.hpp"
#include "core/model/rules.hpp"
#include "core/model/source_quantization.hpp"

#include <quince/architecture.hpp>

#include <string>
#include <vector>

namespace quince {

/// Walks the modules of an architecture file and takes the tensors they want from the map:
/// the strict check of the checkpoint against the model's definition.
class BlueprintBuilder {
public:
    /// All referred to must outlive the builder.
    BlueprintBuilder(TensorMap& tensors, const SourceQuantization& source,
                     const FindArchitecture& find, Blueprint& blueprint);

    /// Adds the modules (and cache) of `file` under `prefix`. Errors: malformed or mismatch in
    /// the file's expressions. Tensors that are missing or misshapen become problems.
    Status build(const ArchitectureFile& file, const Json& config, const std::string& prefix = "",
                 Part part = Part::other);

    /// Reports missing, misshapen and left-over tensors. Call once, at the end.
    void finish();

private:
    struct Place {
        std::string prefix;
        Part part = Part::other;
        int layer = -1;
    };

    Status entries(Scope& scope, const Json& list, const Place& place);
    Status entry(Scope& scope, const Json& entry, const Place& place);
    Status group(Scope& scope, const Json& entry, Place place);
    Status within(Scope& scope, const Json& entry, const Place& place);
    Status leaf(Scope& scope, const std::string& kind, const Json& entry, const Place& place);
    Status weightLeaf(Scope& scope, const std::string& kind, const Json& entry,
                      ModelModule& module);
    Status parameterLeaf(Scope& scope, const Json& entry, ModelModule& module);
    Status readRule(Scope& scope, const Json& entry, ModelModule& module);
    Status cache(Scope& scope, const Json& list);
    Status cacheEntry(Scope& scope, const Json& entry);

    Status readByPath(Scope& scope);
    void decideByPath(ModelModule& module);
    void takePacked(ModelModule& module, const Shape& shape);
    void take(const std::string& name, const Shape& shape);

    TensorMap& m_tensors;
    const SourceQuantization& m_source;
    const FindArchitecture& m_find;
    Blueprint& m_blueprint;
    /// With vision: what the file at the top says of modules by their path.
    struct PathRule {
        RuleMatch match;
        Json says;
    };
    std::vector<PathRule> m_byPath;
    bool m_keepDtype = false;
    int m_depth = 0;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_misshapen;
};

}  // namespace quince

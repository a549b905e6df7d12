#pragma once

#include "core/model/architecture_file.hpp"
#include "core/model/tensor_map.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace quince {

/// What the expressions and patterns of one architecture file see while it is applied: loop
/// variables, the file's names, a config object, and the tensors under a prefix. One thread.
class Scope : public ExpressionContext {
public:
    /// All referred to must outlive the scope.
    Scope(const ArchitectureFile& file, const Json& config, const TensorMap& tensors,
          std::string tensorPrefix = "");

    [[nodiscard]] const ArchitectureFile& file() const { return m_file; }
    [[nodiscard]] const Json& config() const { return m_config; }

    void push(std::string name, Json value);
    void pop(std::size_t count = 1);

    /// EXPR of a file: a string is parsed (once) and evaluated.
    [[nodiscard]] Result<Json> evaluate(const Json& expression) const;
    /// `entry["if"]`, true when there is none.
    [[nodiscard]] Result<bool> holds(const Json& entry) const;
    /// An EXPR that must be a whole number.
    [[nodiscard]] Result<std::int64_t> integer(const Json& expression) const;
    /// A list of EXPRs that are dimensions (>= 0).
    [[nodiscard]] Result<Shape> shape(const Json& list) const;
    /// Text with {name} and {EXPR} filled in.
    [[nodiscard]] Result<std::string> expand(const Json& pattern) const;

    Result<std::optional<Json>> lookUp(const std::string& name) const override;
    bool isGiven(const std::string& key) const override;
    bool hasTensor(const std::string& name) const override;
    bool anyTensorContains(std::string_view text) const override;
    std::optional<Shape> tensorShape(const std::string& name) const override;

private:
    [[nodiscard]] const Json* variable(std::string_view name) const;

    const ArchitectureFile& m_file;
    const Json& m_config;
    const TensorMap& m_tensors;
    std::string m_tensorPrefix;
    std::vector<std::pair<std::string, Json>> m_variables;
    mutable std::unordered_map<std::string, Expression> m_parsed;
    mutable int m_lookUpDepth = 0;
};

/// Calls `body` for each combination of the loop variables in `loops` ({"l": EXPR or list or
/// object}); once if `loops` is null. The first error ends it.
Status forEach(Scope& scope, const Json& loops, const std::function<Status()>& body);

}  // namespace quince

#pragma once

#include "core/model/truthy.hpp"

#include <quince/result.hpp>
#include <quince/safetensors.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace quince {

/// What an expression can see of its surroundings.
class ExpressionContext {
public:
    virtual ~ExpressionContext() = default;

    /// The value of a name; absent when nothing knows it.
    [[nodiscard]] virtual Result<std::optional<Json>> lookUp(const std::string& name) const = 0;
    /// Whether config.json itself has the key, and not as null.
    [[nodiscard]] virtual bool isGiven(const std::string& key) const = 0;
    [[nodiscard]] virtual bool hasTensor(const std::string& name) const = 0;
    [[nodiscard]] virtual bool anyTensorContains(std::string_view text) const = 0;
    [[nodiscard]] virtual std::optional<Shape> tensorShape(const std::string& name) const = 0;
};

/// One expression of an architecture file (see resources/architectures/README.md). Immutable;
/// cheap to copy; evaluation is thread-safe.
class Expression {
public:
    /// The literal null.
    Expression();

    /// Errors: malformed, with the column.
    static Result<Expression> parse(std::string_view text);
    /// A string is parsed; any other JSON value stands for itself.
    static Result<Expression> fromJson(const Json& json);

    /// Errors: mismatch (a name that config.json lacks, operands that do not go together).
    [[nodiscard]] Result<Json> evaluate(const ExpressionContext& context) const;

    struct Node;

private:
    std::shared_ptr<const Node> m_root;
    std::string m_text;
};

}  // namespace quince

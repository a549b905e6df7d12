#pragma once

#include "core/model/scope.hpp"

#include <string>
#include <vector>

namespace quince {

/// The match fields of a rule: equals, contains, prefix, suffix, top; text or list of texts.
class RuleMatch {
public:
    /// Errors: malformed when the rule has no match field.
    static Result<RuleMatch> read(const Scope& scope, const Json& rule);

    [[nodiscard]] bool matches(const std::string& name) const;
    /// The names of `tensors` that match, sorted.
    [[nodiscard]] std::vector<std::string> namesIn(const TensorMap& tensors) const;

private:
    enum class Kind { equals, contains, prefix, suffix, top };
    Kind m_kind = Kind::equals;
    std::vector<std::string> m_texts;
};

}  // namespace quince

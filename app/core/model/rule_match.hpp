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

/// The names that a rule speaks of, sorted: those of its match field ("from" is one name) for which
/// its "where" holds. Errors: malformed; what "where" lacks.
Result<std::vector<std::string>> namesOf(Scope& scope, const Json& rule, const TensorMap& tensors);
/// Of `names` those for which the rule's "where" holds.
Result<std::vector<std::string>> whereHolds(Scope& scope, const Json& rule,
                                            const TensorMap& tensors,
                                            std::vector<std::string> names);

}  // namespace quince

#pragma once

#include "core/model/rule_subject.hpp"
#include "core/model/scope.hpp"

#include <string>

namespace quince {

/// An operation on one tensor of the map. Errors: malformed (the rule), mismatch (the tensor).
using TensorOperation = Status (*)(Scope& scope, const Json& rule, const std::string& name,
                                   RuleSubject& subject);

// The operations that change numbers, not only places. The result stays an ordinary tensor, which
// later rules may rearrange.

/// {"op": "add", "value": number}
Status addRule(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject);
/// {"op": "scale", "by": EXPR, "rows": [[count EXPR, factor EXPR], ...]}
Status scaleRule(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject);
/// {"op": "add_product", "suffix": S, "left": S, "right": S, "by": EXPR}
Status addProductRule(Scope& scope, const Json& rule, const std::string& name,
                      RuleSubject& subject);
/// {"op": "l2_normalize", "axis": 0 or -1}
Status normalizeRule(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject);
/// {"op": "reinterpret", "as": "U32"}
Status reinterpretRule(Scope& scope, const Json& rule, const std::string& name,
                       RuleSubject& subject);

}  // namespace quince

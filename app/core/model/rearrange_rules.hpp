#pragma once

#include "core/model/rule_subject.hpp"
#include "core/model/scope.hpp"

namespace quince {

/// The operations of rules that make other tensors of some, one rule once. Errors: malformed (the
/// rule), mismatch (the checkpoint does not fit it).
Status rearrange(Scope& scope, const Json& rule, RuleSubject& subject);

/// {"op": "stack"}
Status stackRule(Scope& scope, const Json& rule, RuleSubject& subject);

}  // namespace quince

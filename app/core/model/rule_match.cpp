#include "core/model/rule_match.hpp"

#include "core/model/truthy.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace quince {

Result<RuleMatch> RuleMatch::read(const Scope& scope, const Json& rule) {
    static constexpr std::array<std::pair<const char*, Kind>, 5> fields{{
        {"equals", Kind::equals},
        {"contains", Kind::contains},
        {"prefix", Kind::prefix},
        {"suffix", Kind::suffix},
        {"top", Kind::top},
    }};
    for (const auto& [field, kind] : fields) {
        const auto found = rule.find(field);
        if (found == rule.end()) {
            continue;
        }
        RuleMatch match;
        match.m_kind = kind;
        for (const Json& text : found->is_array() ? *found : Json::array({*found})) {
            Result<std::string> expanded = scope.expand(text);
            if (!expanded) {
                return std::move(expanded).error();
            }
            match.m_texts.push_back(std::move(*expanded));
        }
        return match;
    }
    return Error{
        ErrorCode::malformed,
        "rule " + rule.dump().substr(0, 80) + " says none of equals, contains, prefix, suffix, top",
        {}};
}

bool RuleMatch::matches(const std::string& name) const {
    return std::any_of(m_texts.begin(), m_texts.end(), [&](const std::string& text) {
        switch (m_kind) {
            case Kind::equals:
                return name == text;
            case Kind::contains:
                return name.find(text) != std::string::npos;
            case Kind::prefix:
                return name.starts_with(text);
            case Kind::suffix:
                return name.ends_with(text);
            case Kind::top:
                return name.substr(0, name.find('.')) == text;
        }
        return false;
    });
}

std::vector<std::string> RuleMatch::namesIn(const TensorMap& tensors) const {
    std::vector<std::string> names;
    if (m_kind == Kind::equals) {
        std::copy_if(m_texts.begin(), m_texts.end(), std::back_inserter(names),
                     [&](const std::string& name) { return tensors.contains(name); });
    } else {
        for (const auto& [name, tensor] : tensors) {
            if (matches(name)) {
                names.push_back(name);
            }
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::vector<std::string>> namesOf(Scope& scope, const Json& rule, const TensorMap& tensors) {
    const Json matching = rule.contains("from") ? Json{{"equals", rule["from"]}} : rule;
    Result<RuleMatch> match = RuleMatch::read(scope, matching);
    if (!match) {
        return std::move(match).error();
    }
    return whereHolds(scope, rule, tensors, match->namesIn(tensors));
}

Result<std::vector<std::string>> whereHolds(Scope& scope, const Json& rule,
                                            const TensorMap& tensors,
                                            std::vector<std::string> names) {
    const auto where = rule.find("where");
    if (where == rule.end()) {
        return names;
    }
    std::vector<std::string> result;
    for (std::string& name : names) {
        const Shape& shape = tensors.at(name).shape;
        scope.push("name", name);
        scope.push("shape", shape);
        scope.push("rank", shape.size());
        Result<Json> holds = scope.evaluate(*where);
        scope.pop(3);
        if (!holds) {
            return std::move(holds).error().within(name);
        }
        if (truthy(*holds)) {
            result.push_back(std::move(name));
        }
    }
    return result;
}

}  // namespace quince

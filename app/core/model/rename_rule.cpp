#include "core/model/rename_rule.hpp"

#include "core/model/rule_match.hpp"

#include <map>
#include <utility>
#include <vector>

namespace quince {
namespace {

struct Renaming {
    std::string from;
    std::string to;

    [[nodiscard]] std::string apply(const std::string& name, const std::string& mode) const {
        std::string renamed = name;
        if (mode == "suffix") {
            renamed.replace(name.size() - from.size(), from.size(), to);
        } else if (mode == "substring") {
            for (std::size_t at = 0; (at = renamed.find(from, at)) != std::string::npos;
                 at += to.size()) {
                renamed.replace(at, from.size(), to);
            }
        } else {
            renamed.replace(0, from.size(), to);
        }
        return renamed;
    }
};

/// "from" and "to", or "pairs" of them, expanded.
Result<std::vector<Renaming>> renamings(const Scope& scope, const Json& rule) {
    const Json pairs = rule.contains("pairs")
                           ? rule["pairs"]
                           : Json::array({Json::array({rule.value("from", Json(nullptr)),
                                                       rule.value("to", Json(nullptr))})});
    std::vector<Renaming> result;
    for (const Json& pair : pairs) {
        const bool two = pair.is_array() && pair.size() == 2;
        Result<std::string> from = scope.expand(two ? pair[0] : Json(nullptr));
        Result<std::string> to = scope.expand(two ? pair[1] : Json(nullptr));
        if (!from || !to || from->empty()) {
            return Error{ErrorCode::malformed, "rename needs texts, not " + pair.dump(), {}};
        }
        result.push_back({std::move(*from), std::move(*to)});
    }
    return result;
}

}  // namespace

Status renameTensor(TensorMap& tensors, const std::string& from, const std::string& to) {
    if (from == to) {
        return {};
    }
    auto node = tensors.extract(from);
    node.key() = to;
    const auto inserted = tensors.insert(std::move(node));
    if (!inserted.inserted) {
        return Error{ErrorCode::mismatch,
                     from + " would become " + to + ", which the checkpoint has already",
                     {}};
    }
    return {};
}

Status renameRule(Scope& scope, const Json& rule, TensorMap& tensors) {
    const std::string mode = rule.value("mode", std::string("substring"));
    const std::string field = mode == "exact" ? "equals" : mode == "substring" ? "contains" : mode;
    Result<std::vector<Renaming>> pairs = renamings(scope, rule);
    if (!pairs) {
        return std::move(pairs).error();
    }
    std::map<std::string, std::string> renamed;
    for (const Renaming& pair : *pairs) {
        Result<RuleMatch> match = RuleMatch::read(scope, Json{{field, pair.from}});
        if (!match) {
            return Error{ErrorCode::malformed, "there is no mode \"" + mode + "\"", {}};
        }
        Result<std::vector<std::string>> names =
            whereHolds(scope, rule, tensors, match->namesIn(tensors));
        if (!names) {
            return std::move(names).error();
        }
        for (const std::string& name : *names) {
            renamed.emplace(name, pair.apply(name, mode));
        }
    }
    for (const auto& [name, to] : renamed) {
        if (Status status = renameTensor(tensors, name, to); !status) {
            return status;
        }
    }
    return {};
}

}  // namespace quince

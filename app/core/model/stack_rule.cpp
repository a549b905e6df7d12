#include "core/model/rearrange_rules.hpp"
#include "core/model/rule_tools.hpp"
#include "core/model/tensor_view.hpp"

namespace quince {
namespace {

/// Gathers the parts of one stack; nothing when the first part is absent.
Result<bool> stackOne(Scope& scope, const Json& rule, const std::string& suffix,
                      TensorMap& tensors) {
    std::vector<std::string> names;
    std::string missing;
    bool present = true;
    Status status = forEach(scope, rule["over"], [&]() -> Status {
        if (!present || !missing.empty()) {
            return {};
        }
        Result<std::string> name = scope.expand(rule["from"]);
        if (!name) {
            return std::move(name).error();
        }
        *name += suffix;
        if (tensors.contains(*name)) {
            names.push_back(std::move(*name));
        } else if (names.empty()) {
            present = false;
        } else {
            missing = *name;
        }
        return {};
    });
    if (!status) {
        return std::move(status).error();
    }
    if (!missing.empty()) {
        return Error{ErrorCode::mismatch,
                     missing + " is missing, though the checkpoint has " + names.front(),
                     {}};
    }
    if (names.empty()) {
        return false;
    }
    std::vector<const TensorView*> views;
    for (const std::string& name : names) {
        const MappedTensor& tensor = tensors.at(name);
        if (Status plain = requirePlain(name, tensor); !plain) {
            return std::move(plain).error();
        }
        views.push_back(&tensor.view);
    }
    Result<TensorView> stacked = stackViews(views);
    if (!stacked) {
        return std::move(stacked).error().within(names.front());
    }
    for (const std::string& name : names) {
        tensors.erase(name);
    }
    Result<std::string> to = scope.expand(rule.value("to", Json(nullptr)));
    if (!to) {
        return std::move(to).error();
    }
    Status added = put(tensors, *to + suffix, std::move(*stacked));
    return added ? Result<bool>(true) : Result<bool>(std::move(added).error());
}

}  // namespace

Status stackRule(Scope& scope, const Json& rule, RuleSubject& subject) {
    if (!rule.contains("over") || !rule["over"].is_object() || !rule.contains("from")) {
        return malformedRule("stack needs \"from\", \"to\" and \"over\"");
    }
    static const Json usual = Json::array({".weight", ".bias", ".scales", ".biases"});
    for (const Json& suffix : rule.value("suffixes", usual)) {
        if (!suffix.is_string()) {
            return malformedRule("\"suffixes\" is not a list of texts");
        }
        Result<bool> done = stackOne(scope, rule, suffix.get<std::string>(), subject.tensors);
        if (!done) {
            return std::move(done).error();
        }
    }
    return {};
}

}  // namespace quince

#include "core/model/rearrange_rules.hpp"

#include "core/model/rule_match.hpp"
#include "core/model/tensor_view.hpp"

#include <utility>

namespace quince {
namespace {

Error malformed(const std::string& what) {
    return Error{ErrorCode::malformed, what, {}};
}

/// A tensor that was only renamed or rearranged so far.
Status requirePlain(const std::string& name, const MappedTensor& tensor) {
    if (tensor.form != SourceForm::plain || tensor.view.dtype != tensor.dtype) {
        return Error{ErrorCode::mismatch, name + " was decoded and cannot be rearranged", {}};
    }
    return {};
}

Status put(TensorMap& tensors, const std::string& name, TensorView view) {
    MappedTensor tensor;
    tensor.dtype = view.dtype;
    tensor.shape = view.shape;
    tensor.view = std::move(view);
    if (!tensors.emplace(name, std::move(tensor)).second) {
        return Error{ErrorCode::mismatch, name + " is in the checkpoint already", {}};
    }
    return {};
}

/// Negative axes count from the end.
Result<std::size_t> axisOf(const Json& rule, const TensorView& view) {
    const auto rank = static_cast<std::int64_t>(view.shape.size());
    const Json axis = rule.value("axis", Json(0));
    if (!axis.is_number_integer()) {
        return malformed("\"axis\" is not a number");
    }
    const std::int64_t value = axis.get<std::int64_t>() + (axis.get<std::int64_t>() < 0 ? rank : 0);
    if (value < 0 || value >= rank) {
        return Error{ErrorCode::mismatch,
                     "a tensor of shape " + shapeText(view.shape) + " has no axis " + axis.dump(),
                     {}};
    }
    return static_cast<std::size_t>(value);
}

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

Status stack(Scope& scope, const Json& rule, TensorMap& tensors) {
    if (!rule.contains("over") || !rule["over"].is_object() || !rule.contains("from")) {
        return malformed("stack needs \"from\", \"to\" and \"over\"");
    }
    static const Json usual = Json::array({".weight", ".bias", ".scales", ".biases"});
    for (const Json& suffix : rule.value("suffixes", usual)) {
        if (!suffix.is_string()) {
            return malformed("\"suffixes\" is not a list of texts");
        }
        Result<bool> done = stackOne(scope, rule, suffix.get<std::string>(), tensors);
        if (!done) {
            return std::move(done).error();
        }
    }
    return {};
}

/// The names that a rule speaks of: "from" or a match field.
Result<std::vector<std::string>> subjects(const Scope& scope, const Json& rule,
                                          const TensorMap& tensors) {
    const Json matching = rule.contains("from") ? Json{{"equals", rule["from"]}} : rule;
    Result<RuleMatch> match = RuleMatch::read(scope, matching);
    if (!match) {
        return std::move(match).error();
    }
    return match->namesIn(tensors);
}

/// Takes `name` out of the map and replaces it by `parts` (name, view).
Status replace(TensorMap& tensors, const std::string& name,
               std::vector<std::pair<std::string, TensorView>> parts) {
    tensors.erase(name);
    for (auto& [to, view] : parts) {
        if (Status status = put(tensors, to, std::move(view)); !status) {
            return status;
        }
    }
    return {};
}

/// The sizes of the parts along `axis`: "sizes", or equal ones.
Result<Shape> partSizes(const Scope& scope, const Json& rule, std::int64_t whole,
                        std::size_t parts) {
    if (rule.contains("sizes")) {
        return scope.shape(rule["sizes"]);
    }
    const auto count = static_cast<std::int64_t>(parts);
    if (count == 0 || whole % count != 0) {
        return Error{ErrorCode::mismatch,
                     std::to_string(whole) + " cannot be split into " + std::to_string(count) +
                         " equal parts",
                     {}};
    }
    return Shape(parts, whole / count);
}

Status split(Scope& scope, const Json& rule, const std::string& name, TensorMap& tensors) {
    const TensorView view = tensors.at(name).view;
    const bool numbered = rule.value("op", std::string()) == "split_each";
    const Json to = rule.value("to", Json(nullptr));
    Result<std::int64_t> count = numbered
                                     ? scope.integer(rule.value("parts", Json(nullptr)))
                                     : Result<std::int64_t>(static_cast<std::int64_t>(to.size()));
    Result<std::size_t> axis = axisOf(rule, view);
    if (!axis || !count) {
        return axis ? std::move(count).error() : std::move(axis).error();
    }
    Result<Shape> sizes =
        partSizes(scope, rule, view.shape[*axis], static_cast<std::size_t>(*count));
    if (!sizes || static_cast<std::int64_t>(sizes->size()) != *count) {
        return sizes ? malformed("\"sizes\" and \"to\" differ in length")
                     : std::move(sizes).error();
    }
    std::vector<std::pair<std::string, TensorView>> parts;
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < sizes->size(); ++i) {
        scope.push("i", i);
        Result<std::string> partName = scope.expand(numbered ? to : to[i]);
        scope.pop();
        Result<TensorView> part = sliceView(view, *axis, begin, (*sizes)[i]);
        if (!partName || !part) {
            return partName ? std::move(part).error() : std::move(partName).error();
        }
        begin += (*sizes)[i];
        parts.emplace_back(std::move(*partName), std::move(*part));
    }
    if (begin != view.shape[*axis]) {
        return Error{ErrorCode::mismatch,
                     "the parts of a split have " + std::to_string(begin) + " of " +
                         std::to_string(view.shape[*axis]) + " indices",
                     {}};
    }
    return replace(tensors, name, std::move(parts));
}

Status deinterleave(Scope& scope, const Json& rule, const std::string& name, TensorMap& tensors) {
    const TensorView view = tensors.at(name).view;
    Result<std::size_t> axis = axisOf(rule, view);
    if (!axis) {
        return std::move(axis).error();
    }
    const Json to = rule.value("to", Json::array());
    Result<Shape> sizes = partSizes(scope, Json::object(), view.shape[*axis], to.size());
    if (!sizes) {
        return std::move(sizes).error();
    }
    std::vector<std::pair<std::string, TensorView>> parts;
    for (std::size_t i = 0; i < to.size(); ++i) {
        Result<std::string> partName = scope.expand(to[i]);
        Result<TensorView> part = sliceView(view, *axis, static_cast<std::int64_t>(i), (*sizes)[i],
                                            static_cast<std::int64_t>(to.size()));
        if (!partName || !part) {
            return partName ? std::move(part).error() : std::move(partName).error();
        }
        parts.emplace_back(std::move(*partName), std::move(*part));
    }
    return replace(tensors, name, std::move(parts));
}

Status transpose(Scope&, const Json& rule, const std::string& name, TensorMap& tensors) {
    std::vector<std::size_t> perm;
    for (const Json& axis : rule.value("perm", Json::array())) {
        if (!axis.is_number_unsigned() && !(axis.is_number_integer() && axis.get<int>() >= 0)) {
            return malformed("\"perm\" is not a list of axes");
        }
        perm.push_back(axis.get<std::size_t>());
    }
    Result<TensorView> view = transposeView(tensors.at(name).view, perm);
    return view ? replace(tensors, name, {{name, std::move(*view)}})
                : Status(std::move(view).error());
}

Status reshape(Scope& scope, const Json& rule, const std::string& name, TensorMap& tensors) {
    Result<Shape> shape = scope.shape(rule.value("shape", Json::array()));
    if (!shape) {
        return std::move(shape).error();
    }
    Result<TensorView> view = reshapeView(tensors.at(name).view, *shape);
    return view ? replace(tensors, name, {{name, std::move(*view)}})
                : Status(std::move(view).error());
}

/// mlx_lm/models/bailing_moe.py, norm_head
Status normalize(Scope&, const Json& rule, const std::string& name, TensorMap& tensors) {
    MappedTensor& tensor = tensors.at(name);
    Result<std::size_t> axis = axisOf(rule, tensor.view);
    if (!axis) {
        return std::move(axis).error();
    }
    if (*axis != 0 || tensor.shape.size() != 2 || !isFloat(tensor.dtype)) {
        return malformed("l2_normalize works along axis 0 of a matrix of floats");
    }
    tensor.form = SourceForm::unitColumns;
    return {};
}

}  // namespace

Status rearrange(Scope& scope, const Json& rule, TensorMap& tensors) {
    const std::string op = rule.value("op", std::string());
    if (op == "stack") {
        return stack(scope, rule, tensors);
    }
    const auto each = op == "split" || op == "split_each" ? &split
                      : op == "deinterleave"              ? &deinterleave
                      : op == "transpose"                 ? &transpose
                      : op == "reshape"                   ? &reshape
                      : op == "l2_normalize"              ? &normalize
                                                          : nullptr;
    if (each == nullptr) {
        return malformed("there is no operation \"" + op + "\"");
    }
    Result<std::vector<std::string>> names = subjects(scope, rule, tensors);
    if (!names) {
        return std::move(names).error();
    }
    for (const std::string& name : *names) {
        Status status = requirePlain(name, tensors.at(name));
        if (status) {
            status = each(scope, rule, name, tensors);
        }
        if (!status) {
            return std::move(status).error().within(name);
        }
    }
    return {};
}

}  // namespace quince

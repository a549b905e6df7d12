#include "core/model/rearrange_rules.hpp"

#include "core/model/decode_rules.hpp"
#include "core/model/rule_tools.hpp"
#include "core/model/tensor_view.hpp"

#include <map>
#include <utility>

namespace quince {
namespace {

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

Status split(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject) {
    TensorMap& tensors = subject.tensors;
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
        return sizes ? malformedRule("\"sizes\" and \"to\" differ in length")
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

Status deinterleave(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject) {
    TensorMap& tensors = subject.tensors;
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

Status transpose(Scope&, const Json& rule, const std::string& name, RuleSubject& subject) {
    TensorMap& tensors = subject.tensors;
    std::vector<std::size_t> perm;
    for (const Json& axis : rule.value("perm", Json::array())) {
        if (!axis.is_number_unsigned() && !(axis.is_number_integer() && axis.get<int>() >= 0)) {
            return malformedRule("\"perm\" is not a list of axes");
        }
        perm.push_back(axis.get<std::size_t>());
    }
    Result<TensorView> view = transposeView(tensors.at(name).view, perm);
    return view ? replace(tensors, name, {{name, std::move(*view)}})
                : Status(std::move(view).error());
}

Status reshape(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject) {
    TensorMap& tensors = subject.tensors;
    Result<Shape> shape = scope.shape(rule.value("shape", Json::array()));
    if (!shape) {
        return std::move(shape).error();
    }
    MappedTensor& tensor = tensors.at(name);
    Result<TensorView> view = reshapeView(tensor.view, *shape);
    if (!view && elementCount(*shape) == elementCount(tensor.shape)) {
        // Strided: the elements stay in the same order under another shape.
        tensor.shape = std::move(*shape);
        return {};
    }
    return view ? replace(tensors, name, {{name, std::move(*view)}})
                : Status(std::move(view).error());
}

}  // namespace

Status rearrange(Scope& scope, const Json& rule, RuleSubject& subject) {
    static const std::map<std::string, TensorOperation> operations{
        {"split", &split},
        {"split_each", &split},
        {"transpose", &transpose},
        {"deinterleave", &deinterleave},
        {"reshape", &reshape},
        {"reinterpret", &reinterpretRule},
        {"add", &addRule},
        {"scale", &scaleRule},
        {"add_product", &addProductRule},
        {"l2_normalize", &normalizeRule},
    };
    const std::string op = rule.value("op", std::string());
    if (op == "stack") {
        return stackRule(scope, rule, subject);
    }
    const auto operation = operations.find(op);
    if (operation == operations.end()) {
        return malformedRule("there is no operation \"" + op + "\"");
    }
    Result<std::vector<std::string>> names = namesOf(scope, rule, subject.tensors);
    if (!names) {
        return std::move(names).error();
    }
    for (const std::string& name : *names) {
        Status status = requirePlain(name, subject.tensors.at(name));
        if (status) {
            status = operation->second(scope, rule, name, subject);
        }
        if (!status) {
            return std::move(status).error().within(name);
        }
    }
    return {};
}

}  // namespace quince

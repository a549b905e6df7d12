#include "core/model/decode_rules.hpp"

#include "core/model/rule_tools.hpp"

#include <quince/kernels.hpp>

namespace quince {
namespace {

Status setView(MappedTensor& tensor, Result<TensorView> view) {
    if (!view) {
        return std::move(view).error();
    }
    if (tensor.form != SourceForm::plain) {
        return Error{ErrorCode::mismatch, "its columns are normalized, and cannot be changed", {}};
    }
    tensor = plainTensor(std::move(*view));
    return {};
}

Status requireFloats(const MappedTensor& tensor) {
    return isFloat(tensor.dtype)
               ? Status{}
               : Status(Error{ErrorCode::mismatch,
                              "its numbers are " + std::string(traits(tensor.dtype).longName) +
                                  ", not floats",
                              {}});
}

/// What MLX makes of a Python number that meets an array of `dtype`.
float rounded(double value, DType dtype) {
    const auto wide = static_cast<float>(value);
    std::uint32_t narrow = 0;
    float result = 0;
    castFloats(DType::f32, &wide, dtype, &narrow, 1);
    castFloats(dtype, &narrow, DType::f32, &result, 1);
    return result;
}

Result<float> factor(const Scope& scope, const Json& expression, DType dtype) {
    Result<Json> value = scope.evaluate(expression);
    if (!value) {
        return std::move(value).error();
    }
    if (!value->is_number()) {
        return malformedRule("a factor is not a number: " + expression.dump());
    }
    return rounded(value->get<double>(), dtype);
}

}  // namespace

Status addRule(Scope&, const Json& rule, const std::string& name, RuleSubject& subject) {
    MappedTensor& tensor = subject.tensors.at(name);
    const Json value = rule.value("value", Json(nullptr));
    if (!value.is_number()) {
        return malformedRule("add needs \"value\", a number");
    }
    if (Status floats = requireFloats(tensor); !floats) {
        return floats;
    }
    const float term = rounded(value.get<double>(), tensor.dtype);
    return setView(tensor, subject.decoded.addToElements(tensor.view, term));
}

/// With rows, the product of both factors is rounded too (mlx_lm/models/falcon_h1.py).
Status scaleRule(Scope& scope, const Json& rule, const std::string& name, RuleSubject& subject) {
    MappedTensor& tensor = subject.tensors.at(name);
    if (Status floats = requireFloats(tensor); !floats) {
        return floats;
    }
    const Result<float> by = factor(scope, rule.value("by", Json(1)), tensor.dtype);
    if (!by) {
        return by.error();
    }
    decoding::Times times;
    if (!rule.contains("rows")) {
        // Of each source tensor all rows: the element's own place does not matter.
        return setView(tensor, subject.decoded.scaleElements(tensor.view, *by));
    }
    for (const Json& run : rule["rows"]) {
        if (!run.is_array() || run.size() != 2) {
            return malformedRule("\"rows\" is not a list of [count, factor]");
        }
        const Result<std::int64_t> count = scope.integer(run[0]);
        const Result<float> own = factor(scope, run[1], tensor.dtype);
        if (!count || !own) {
            return count ? own.error() : count.error();
        }
        times.rows.push_back(
            {static_cast<std::uint64_t>(*count),
             rounded(static_cast<double>(*by) * static_cast<double>(*own), tensor.dtype)});
    }
    return setView(tensor, subject.decoded.changeRows(tensor.view, times));
}

/// Of a weight X + suffix, the product of the matrices X + left and X + right, which are used up.
Status addProductRule(Scope& scope, const Json& rule, const std::string& name,
                      RuleSubject& subject) {
    const Json suffix = rule.value("suffix", Json(nullptr));
    const Result<std::string> left = scope.expand(rule.value("left", Json(nullptr)));
    const Result<std::string> right = scope.expand(rule.value("right", Json(nullptr)));
    if (!suffix.is_string() || !left || !right) {
        return malformedRule("add_product needs \"suffix\", \"left\" and \"right\", texts");
    }
    const std::string stem = name.substr(0, name.size() - suffix.get<std::string>().size());
    const auto first = subject.tensors.find(stem + *left);
    const auto second = subject.tensors.find(stem + *right);
    if (first == subject.tensors.end() || second == subject.tensors.end()) {
        return {};
    }
    MappedTensor& tensor = subject.tensors.at(name);
    if (Status floats = requireFloats(tensor); !floats) {
        return floats;
    }
    const Shape& a = first->second.shape;
    const Shape& b = second->second.shape;
    const Result<std::uint32_t> leftSource = subject.decoded.wholeSource(first->second.view);
    const Result<std::uint32_t> rightSource = subject.decoded.wholeSource(second->second.view);
    const Result<float> by = factor(scope, rule.value("by", Json(1)), tensor.dtype);
    if (!leftSource || !rightSource || !by) {
        return !leftSource ? leftSource.error() : rightSource ? by.error() : rightSource.error();
    }
    if (a.size() != 2 || b.size() != 2 || tensor.shape != Shape{a[0], b[1]} || a[1] != b[0]) {
        return Error{ErrorCode::mismatch,
                     shapeText(a) + " times " + shapeText(b) + " is not " + shapeText(tensor.shape),
                     {}};
    }
    Status changed = setView(
        tensor, subject.decoded.changeRows(
                    tensor.view, decoding::PlusProduct{*leftSource, *rightSource,
                                                       static_cast<std::uint64_t>(a[1]), *by}));
    subject.tensors.erase(stem + *left);
    subject.tensors.erase(stem + *right);
    return changed;
}

Status normalizeRule(Scope&, const Json& rule, const std::string& name, RuleSubject& subject) {
    MappedTensor& tensor = subject.tensors.at(name);
    const Result<std::size_t> axis = axisOf(rule, tensor.view);
    if (!axis) {
        return axis.error();
    }
    if (tensor.shape.size() != 2 || !isFloat(tensor.dtype)) {
        return malformedRule("l2_normalize works on a matrix of floats");
    }
    if (*axis == 0) {
        tensor.form = SourceForm::unitColumns;
        return {};
    }
    return setView(tensor, subject.decoded.changeRows(tensor.view, decoding::UnitRows{}));
}

Status reinterpretRule(Scope&, const Json& rule, const std::string& name, RuleSubject& subject) {
    MappedTensor& tensor = subject.tensors.at(name);
    const Json as = rule.value("as", Json(nullptr));
    const std::optional<DType> dtype =
        as.is_string() ? dtypeFromName(as.get<std::string>()) : std::nullopt;
    if (!dtype) {
        return malformedRule("reinterpret needs \"as\", the name of a dtype");
    }
    return setView(tensor, subject.decoded.reinterpret(tensor.view, *dtype));
}

}  // namespace quince

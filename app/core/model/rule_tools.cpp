#include "core/model/rule_tools.hpp"

namespace quince {

Error malformedRule(const std::string& what) {
    return Error{ErrorCode::malformed, what, {}};
}

Status requirePlain(const std::string& name, const MappedTensor& tensor) {
    if (tensor.form != SourceForm::plain || tensor.view.dtype != tensor.dtype ||
        tensor.view.shape != tensor.shape) {
        return Error{ErrorCode::mismatch, name + " was decoded and cannot be rearranged", {}};
    }
    return {};
}

Status put(TensorMap& tensors, const std::string& name, TensorView view) {
    if (!tensors.emplace(name, plainTensor(std::move(view))).second) {
        return Error{ErrorCode::mismatch, name + " is in the checkpoint already", {}};
    }
    return {};
}

Result<std::size_t> axisOf(const Json& rule, const TensorView& view) {
    const auto rank = static_cast<std::int64_t>(view.shape.size());
    const Json axis = rule.value("axis", Json(0));
    if (!axis.is_number_integer()) {
        return malformedRule("\"axis\" is not a number");
    }
    const std::int64_t value = axis.get<std::int64_t>() + (axis.get<std::int64_t>() < 0 ? rank : 0);
    if (value < 0 || value >= rank) {
        return Error{ErrorCode::mismatch,
                     "a tensor of shape " + shapeText(view.shape) + " has no axis " + axis.dump(),
                     {}};
    }
    return static_cast<std::size_t>(value);
}

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

}  // namespace quince

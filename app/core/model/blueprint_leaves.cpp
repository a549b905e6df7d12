#include "core/model/blueprint_builder.hpp"
#include "core/model/module_entry.hpp"

namespace quince {

Status BlueprintBuilder::leaf(Scope& scope, const std::string& kind, const Json& entry,
                              const Place& place) {
    Result<std::string> path = scope.expand(entry[kind]);
    if (!path) {
        return std::move(path).error();
    }
    const auto flag = [&](const char* key, bool usual) {
        return scope.evaluate(entry.value(key, Json(usual)));
    };
    const Result<Json> quantizable = flag("quantizable", true);
    const Result<Json> counted = flag("counted", kind != "array");
    const Result<Json> keepDtype = flag("keep_dtype", false);
    if (!quantizable || !counted || !keepDtype) {
        return !quantizable ? quantizable.error() : (counted ? keepDtype.error() : counted.error());
    }
    const LeafKind& known = *leafKindOf(entry);
    ModelModule module;
    module.path = joinPath(place.prefix, *path);
    module.layer = place.layer;
    module.part = place.part == Part::vision
                      ? Part::vision
                      : partOf(entry).value_or(known.part.value_or(place.part));
    module.quantizable = known.quantizable && truthy(*quantizable);
    module.counted = truthy(*counted);
    module.first = static_cast<std::uint32_t>(m_blueprint.tensors.size());
    m_keepDtype = truthy(*keepDtype);
    Status status;
    if (kind == "array") {
        Result<Shape> shape = scope.shape(entry.value("shape", Json::array()));
        if (shape) {
            take(module.path, *shape);
        } else {
            status = std::move(shape).error();
        }
    } else if (kind == "module") {
        status = parameterLeaf(scope, entry, module);
    } else {
        status = weightLeaf(scope, kind, entry, module);
    }
    if (status) {
        status = readRule(scope, entry, module);
    }
    if (!status) {
        return std::move(status).error().within(module.path);
    }
    module.count = static_cast<std::uint32_t>(m_blueprint.tensors.size()) - module.first;
    if (m_blueprint.withVision) {
        decideByPath(module);
    }
    m_blueprint.modules.push_back(std::move(module));
    return {};
}

Status BlueprintBuilder::readByPath(Scope& scope) {
    for (const Json& entry : scope.file().byPath) {
        if (!entry.is_object()) {
            return malformedEntry("not an entry of \"by_path\"", entry);
        }
        Result<bool> holds = scope.holds(entry);
        Result<RuleMatch> match = RuleMatch::read(scope, entry);
        if (!holds || !match) {
            return holds ? std::move(match).error() : std::move(holds).error();
        }
        if (*holds) {
            m_byPath.push_back({std::move(*match), entry});
        }
    }
    return {};
}

/// mlx-vlm decides by the paths of the whole model; what a language model's own file says counts
/// when it is converted alone.
void BlueprintBuilder::decideByPath(ModelModule& module) {
    module.rule.reset();
    for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
        m_blueprint.tensors[i].keepDtype = false;
    }
    for (const PathRule& rule : m_byPath) {
        if (!rule.match.matches(module.path)) {
            continue;
        }
        if (!truthy(rule.says.value("quantizable", Json(true)))) {
            module.quantizable = false;
        }
        if (rule.says.contains("bits")) {
            module.rule = LayerRule{rule.says.value("bits", 0), std::nullopt};
            if (rule.says.contains("group_size")) {
                module.rule->groupSize = rule.says.value("group_size", 64);
            }
        }
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            m_blueprint.tensors[i].keepDtype |= truthy(rule.says.value("keep_dtype", Json(false)));
        }
    }
}

Status BlueprintBuilder::weightLeaf(Scope& scope, const std::string& kind, const Json& entry,
                                    ModelModule& module) {
    Result<Shape> shape = scope.shape(entry.value("shape", Json::array()));
    Result<Json> hasBias = scope.evaluate(entry.value("bias", Json(false)));
    Result<Json> hasWeight = scope.evaluate(entry.value("weight", Json(true)));
    if (!shape || !hasBias || !hasWeight) {
        return !shape ? std::move(shape).error()
                      : (hasBias ? std::move(hasWeight).error() : std::move(hasBias).error());
    }
    if (shape->empty() || (module.quantizable && shape->size() < 2)) {
        return malformedEntry("\"shape\" has too few dimensions", entry);
    }
    if (m_tensors.contains(module.path + ".scales") && module.quantizable) {
        takePacked(module, *shape);
    } else if (kind == "linear" && m_source.isBitLinear(module.path)) {
        // mlx_lm/models/bitlinear_layers.py: four rows in a byte, one scale for all.
        constexpr std::int64_t rowsPerByte = 4;
        module.quantizable = false;
        take(module.path + ".weight",
             {(shape->front() + rowsPerByte - 1) / rowsPerByte, shape->back()});
        take(module.path + ".weight_scale", {1});
    } else if (truthy(*hasWeight)) {
        take(module.path + ".weight", *shape);
    }
    if (truthy(*hasBias)) {
        // [out], [E, out] of stacked experts; a convolution has one for each channel, a norm one
        // for each weight.
        Shape bias = *shape;
        if (kind == "conv") {
            bias = {shape->front()};
        } else if (kind != "norm") {
            bias.pop_back();
        }
        take(module.path + ".bias", bias);
    }
    return {};
}

Status BlueprintBuilder::parameterLeaf(Scope& scope, const Json& entry, ModelModule& module) {
    const Json params = entry.value("params", Json::object());
    for (const auto& [name, dimensions] : params.items()) {
        Result<Shape> shape = scope.shape(dimensions);
        if (!shape) {
            return std::move(shape).error();
        }
        take(joinPath(module.path, name), *shape);
    }
    return {};
}

Status BlueprintBuilder::readRule(Scope& scope, const Json& entry, ModelModule& module) {
    const Json rule = entry.value("rule", Json(nullptr));
    if (!rule.is_object()) {
        return {};
    }
    Result<bool> holds = scope.holds(rule);
    if (!holds) {
        return std::move(holds).error();
    }
    if (*holds) {
        module.rule = LayerRule{rule.value("bits", 8), std::nullopt};
        if (rule.contains("group_size")) {
            module.rule->groupSize = rule.value("group_size", 64);
        }
    }
    return {};
}

/// A layer that the checkpoint holds in MLX's packed form: weight, scales, (biases).
void BlueprintBuilder::takePacked(ModelModule& module, const Shape& shape) {
    const QuantSpec spec = m_source.packedSpec(module.path);
    Shape codes = shape;
    Shape groups = shape;
    codes.back() = shape.back() * spec.bits / 32;
    groups.back() = shape.back() / spec.groupSize;
    module.packed = spec;
    take(module.path + ".weight", codes);
    take(module.path + ".scales", groups);
    if (spec.mode == QuantMode::affine) {
        take(module.path + ".biases", groups);
    }
}

void BlueprintBuilder::take(const std::string& name, const Shape& shape) {
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        m_missing.push_back(name);
        return;
    }
    MappedTensor& tensor = found->second;
    if (tensor.shape != shape) {
        m_misshapen.push_back(name + " is " + shapeText(tensor.shape) + ", " + shapeText(shape) +
                              " is needed");
    }
    tensor.taken = true;
    m_blueprint.tensors.push_back({name, tensor.dtype, tensor.shape, tensor.form,
                                   std::move(tensor.view), std::move(tensor.second), m_keepDtype});
}

}  // namespace quince

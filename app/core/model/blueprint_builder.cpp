#include "core/model/blueprint_builder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace quince {
namespace {

struct KindTraits {
    std::string_view name;
    bool quantizable;
    std::optional<Part> part;  ///< whatever the group says
};

/// The leaves of a model's definition. Quantizable: the classes of mlx.nn and mlx-lm that have
/// to_quantized.
constexpr std::array<KindTraits, 8> kinds{{
    {"linear", true, std::nullopt},
    {"embedding", true, Part::embedding},
    {"switch_linear", true, Part::experts},
    {"multi_linear", true, std::nullopt},
    {"norm", false, Part::norm},
    {"conv", false, std::nullopt},
    {"module", false, std::nullopt},
    {"array", false, std::nullopt},
}};

const KindTraits* kindOf(const Json& entry) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const KindTraits& kind) {
        return entry.contains(std::string(kind.name));
    });
    return found == kinds.end() ? nullptr : &*found;
}

std::string join(const std::string& prefix, const std::string& path) {
    return prefix.empty() || path.empty() ? prefix + path : prefix + "." + path;
}

std::optional<Part> partOf(const Json& entry) {
    const Json name = entry.value("part", Json(nullptr));
    for (int i = 0; name.is_string() && i <= static_cast<int>(Part::other); ++i) {
        if (nameOf(static_cast<Part>(i)) == name.get<std::string>()) {
            return static_cast<Part>(i);
        }
    }
    return std::nullopt;
}

Error malformed(const std::string& what, const Json& entry) {
    return Error{ErrorCode::malformed, what + ": " + entry.dump().substr(0, 100), {}};
}

/// The first few names, and how many more there are.
std::string some(std::vector<std::string> names) {
    constexpr std::size_t shown = 4;
    std::sort(names.begin(), names.end());
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > shown) {
        text += " and " + std::to_string(names.size() - shown) + " more";
    }
    return text;
}

}  // namespace

BlueprintBuilder::BlueprintBuilder(TensorMap& tensors, const SourceQuantization& source,
                                   const FindArchitecture& find, Blueprint& blueprint)
    : m_tensors(tensors), m_source(source), m_find(find), m_blueprint(blueprint) {}

Status BlueprintBuilder::build(const ArchitectureFile& file, const Json& config,
                               const std::string& prefix) {
    Scope scope(file, config, m_tensors, prefix.empty() ? "" : prefix + ".");
    Status status = entries(scope, file.modules, {prefix, Part::other, -1});
    if (status) {
        status = cache(scope, file.cache);
    }
    if (!status) {
        return std::move(status).error().within(file.name + ".json");
    }
    const Result<Json> context = file.context.evaluate(scope);
    if (context && context->is_number_integer()) {
        m_blueprint.maxContext =
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, context->get<std::int64_t>()));
    }
    return {};
}

Status BlueprintBuilder::entries(Scope& scope, const Json& list, const Place& place) {
    constexpr int maxDepth = 24;
    if (!list.is_array() || m_depth == maxDepth) {
        return malformed("\"modules\" is not a list, or goes in a ring", list);
    }
    ++m_depth;
    Status status;
    for (const Json& item : list) {
        status = item.is_object() ? entry(scope, item, place) : malformed("not an entry", item);
        if (!status) {
            break;
        }
    }
    --m_depth;
    return status;
}

Status BlueprintBuilder::entry(Scope& scope, const Json& entry, const Place& place) {
    if (entry.contains("each")) {
        return group(scope, entry, place);
    }
    Result<bool> holds = scope.holds(entry);
    if (!holds || !*holds) {
        return holds ? Status() : Status(std::move(holds).error());
    }
    if (entry.contains("within")) {
        return within(scope, entry, place);
    }
    if (const KindTraits* kind = kindOf(entry)) {
        return leaf(scope, std::string(kind->name), entry, place);
    }
    return group(scope, entry, place);
}

/// A group, repeated or not, or a named block.
Status BlueprintBuilder::group(Scope& scope, const Json& entry, Place place) {
    const Json* list = nullptr;
    if (entry.contains("use")) {
        const Json name = entry["use"];
        const auto block =
            scope.file().blocks.find(name.is_string() ? name.get<std::string>() : "");
        list = block == scope.file().blocks.end() ? nullptr : &block->second;
    } else if (entry.contains("modules")) {
        list = &entry["modules"];
    }
    if (list == nullptr) {
        return malformed("neither a leaf, nor a group, nor a known block", entry);
    }
    place.part = partOf(entry).value_or(place.part);
    const bool repeats = entry.contains("each");
    const std::string variable = repeats ? entry["each"].get<std::string>() : "";
    const Json loops = repeats ? Json{{variable, entry.value("in", Json(nullptr))}} : Json(nullptr);
    const std::string outer = place.prefix;
    return forEach(scope, loops, [&]() -> Status {
        if (repeats) {
            Result<bool> holds = scope.holds(entry);
            if (!holds || !*holds) {
                return holds ? Status() : Status(std::move(holds).error());
            }
        }
        if (variable == "l") {
            Result<Json> layer = scope.evaluate("l");
            place.layer = layer && layer->is_number_integer() ? layer->get<int>() : -1;
            m_blueprint.layers =
                std::max(m_blueprint.layers, static_cast<std::uint64_t>(place.layer + 1));
        }
        std::size_t names = 0;
        Status status;
        const Json let = entry.value("let", Json::object());
        for (const auto& [name, value] : let.items()) {
            Result<Json> result = scope.evaluate(value);
            if (!result) {
                status = std::move(result).error();
                break;
            }
            scope.push(name, std::move(*result));
            ++names;
        }
        Result<std::string> under = scope.expand(entry.value("under", Json("")));
        if (status && !under) {
            status = std::move(under).error();
        }
        if (status) {
            place.prefix = join(outer, *under);
            status = entries(scope, *list, place);
        }
        scope.pop(names);
        return status;
    });
}

Status BlueprintBuilder::within(Scope& scope, const Json& entry, const Place& place) {
    Result<std::string> under = scope.expand(entry["within"]);
    Result<Within> inner = resolveWithin(scope, entry, m_find);
    if (!under || !inner) {
        return under ? std::move(inner).error() : std::move(under).error();
    }
    if (under->ends_with('.')) {
        under->pop_back();
    }
    return build(*inner->file, inner->config, join(place.prefix, *under));
}

Status BlueprintBuilder::leaf(Scope& scope, const std::string& kind, const Json& entry,
                              const Place& place) {
    Result<std::string> path = scope.expand(entry[kind]);
    if (!path) {
        return std::move(path).error();
    }
    const KindTraits& known = *kindOf(entry);
    ModelModule module;
    module.path = join(place.prefix, *path);
    module.layer = place.layer;
    module.part = partOf(entry).value_or(known.part.value_or(place.part));
    module.quantizable = known.quantizable && truthy(entry.value("quantizable", Json(true)));
    module.counted = truthy(entry.value("counted", Json(kind != "array")));
    module.first = static_cast<std::uint32_t>(m_blueprint.tensors.size());
    m_keepDtype = truthy(entry.value("keep_dtype", Json(false)));
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
    m_blueprint.modules.push_back(std::move(module));
    return {};
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
        return malformed("\"shape\" has too few dimensions", entry);
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
        take(join(module.path, name), *shape);
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

Status BlueprintBuilder::cache(Scope& scope, const Json& list) {
    for (const Json& item : list) {
        const Json loops =
            item.is_object() && item.contains("each")
                ? Json{{item["each"].get<std::string>(), item.value("in", Json(nullptr))}}
                : Json(nullptr);
        Status status = forEach(scope, loops, [&] { return cacheEntry(scope, item); });
        if (!status) {
            return status;
        }
    }
    return {};
}

Status BlueprintBuilder::cacheEntry(Scope& scope, const Json& entry) {
    Result<bool> holds = scope.holds(entry);
    if (!holds || !*holds) {
        return holds ? Status() : Status(std::move(holds).error());
    }
    CacheGroup group;
    group.layers = 1;
    group.what = entry.value("what", std::string("attention"));
    for (auto [key, into] :
         {std::pair{"per_token", &group.elementsPerToken}, std::pair{"window", &group.maxTokens},
          std::pair{"fixed", &group.fixedElements}}) {
        if (!entry.contains(key)) {
            continue;
        }
        Result<Json> value = scope.evaluate(entry[key]);
        if (!value) {
            return std::move(value).error();
        }
        if (value->is_number()) {
            *into = static_cast<std::uint64_t>(
                std::clamp(value->get<double>(), 0.0, static_cast<double>(1ULL << 50)));
        }
    }
    const auto same = std::find_if(
        m_blueprint.cache.begin(), m_blueprint.cache.end(), [&](const CacheGroup& other) {
            return other.what == group.what && other.elementsPerToken == group.elementsPerToken &&
                   other.maxTokens == group.maxTokens && other.fixedElements == group.fixedElements;
        });
    if (same != m_blueprint.cache.end()) {
        same->layers += 1;
    } else {
        m_blueprint.cache.push_back(std::move(group));
    }
    return {};
}

void BlueprintBuilder::finish() {
    std::vector<std::string> extra;
    for (const auto& [name, tensor] : m_tensors) {
        if (!tensor.taken) {
            extra.push_back(name);
        }
    }
    const auto report = [&](std::vector<std::string>& names, const std::string& what) {
        if (!names.empty()) {
            m_blueprint.problems.push_back({Severity::error, what + some(std::move(names))});
        }
    };
    const std::string who = "the architecture " + m_blueprint.architecture;
    report(m_missing, who + " needs tensors that the checkpoint lacks: ");
    report(m_misshapen, "tensors do not have the shape that config.json asks for: ");
    report(extra, "the checkpoint has tensors that " + who + " has no place for: ");
}

}  // namespace quince

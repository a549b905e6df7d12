#include "core/model/blueprint_builder.hpp"

#include "core/model/module_entry.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace quince {
namespace {

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
                               const std::string& prefix, Part part) {
    Scope scope(file, config, m_tensors, prefix.empty() ? "" : prefix + ".");
    Status status = prefix.empty() ? readByPath(scope) : Status();
    if (status) {
        status = entries(scope, file.modules, {prefix, part, -1});
    }
    if (status) {
        status = cache(scope, file.cache);
    }
    if (!status) {
        return std::move(status).error().within(file.name + ".json");
    }
    const Result<Json> context = file.context.evaluate(scope);
    if (part != Part::vision && context && context->is_number_integer()) {
        m_blueprint.maxContext =
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, context->get<std::int64_t>()));
    }
    return {};
}

Status BlueprintBuilder::entries(Scope& scope, const Json& list, const Place& place) {
    constexpr int maxDepth = 24;
    if (!list.is_array() || m_depth == maxDepth) {
        return malformedEntry("\"modules\" is not a list, or goes in a ring", list);
    }
    ++m_depth;
    Status status;
    for (const Json& item : list) {
        status =
            item.is_object() ? entry(scope, item, place) : malformedEntry("not an entry", item);
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
    if (const LeafKind* kind = leafKindOf(entry)) {
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
        return malformedEntry("neither a leaf, nor a group, nor a known block", entry);
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
            if (place.part != Part::vision) {
                m_blueprint.layers =
                    std::max(m_blueprint.layers, static_cast<std::uint64_t>(place.layer + 1));
            }
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
            place.prefix = joinPath(outer, *under);
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
    return build(*inner->file, inner->config, joinPath(place.prefix, *under),
                 partOf(entry).value_or(place.part));
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
    m_blueprint.missing = std::move(m_missing);
    for (const auto& [name, tensor] : m_tensors) {
        if (!tensor.taken) {
            m_blueprint.leftOver.push_back(name);
        }
    }
    std::sort(m_blueprint.missing.begin(), m_blueprint.missing.end());
    std::sort(m_blueprint.leftOver.begin(), m_blueprint.leftOver.end());
    const auto report = [&](const std::vector<std::string>& names, const std::string& what) {
        if (!names.empty()) {
            m_blueprint.problems.push_back({Severity::error, what + some(names)});
        }
    };
    const std::string who = "the architecture " + m_blueprint.architecture;
    report(m_blueprint.missing, who + " needs tensors that the checkpoint lacks: ");
    report(m_misshapen, "tensors do not have the shape that config.json asks for: ");
    report(m_blueprint.leftOver, "the checkpoint has tensors that " + who + " has no place for: ");
}

}  // namespace quince

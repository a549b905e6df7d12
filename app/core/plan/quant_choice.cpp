#include "core/plan/quant_choice.hpp"

#include "core/model/model_config.hpp"

#include <algorithm>
#include <charconv>

namespace quince {
namespace {

std::vector<std::string_view> components(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t dot = std::min(path.find('.', at), path.size());
        parts.push_back(path.substr(at, dot - at));
        at = dot + 1;
    }
    return parts;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

struct BitPair {
    int low;
    int high;
};

/// mixed_quant_predicate_builder of mlx_lm/convert.py, and of mlx_vlm/convert.py for those that
/// only it knows.
BitPair bitsOf(MixedRecipe mixed) {
    switch (mixed) {
        case MixedRecipe::mixed2_6:
            return {2, 6};
        case MixedRecipe::mixed3_4:
            return {3, 4};
        case MixedRecipe::mixed3_5:
            return {3, 5};
        case MixedRecipe::mixed3_6:
            return {3, 6};
        case MixedRecipe::mixed3_8:
            return {3, 8};
        case MixedRecipe::mixed4_6:
            return {4, 6};
        case MixedRecipe::mixed4_8:
            return {4, 8};
        case MixedRecipe::none:
            break;
    }
    return {4, 4};
}

constexpr int visionMixedGroup = 64;

}  // namespace

Json quantEntry(const QuantSpec& spec) {
    return {{"group_size", spec.groupSize}, {"bits", spec.bits}, {"mode", nameOf(spec.mode)}};
}

std::string shortText(const QuantSpec& spec) {
    return spec.mode == QuantMode::affine ? std::to_string(spec.bits) + "-bit"
                                          : std::string(nameOf(spec.mode));
}

bool matchesOverride(std::string_view pattern, std::string_view path) {
    if (pattern.find_first_of("*?") == std::string_view::npos) {
        return contains(path, pattern);
    }
    // Greedy glob with one point of return, the last star: linear in practice.
    std::size_t p = 0;
    std::size_t s = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (s < path.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == path[s])) {
            ++p;
            ++s;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = s;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            s = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

QuantChooser::QuantChooser(const Blueprint& blueprint, const Recipe& recipe)
    : m_blueprint(blueprint),
      m_recipe(recipe),
      m_base(baseSpec(recipe)),
      m_alreadyQuantized(!recipe.requantize && blueprint.config->find("quantization") != nullptr &&
                         blueprint.config->find("quantization")->is_object()) {
    // The place of the layer number, as mlx-lm finds it: the first number in the first path with
    // down_proj (the last component where there is none).
    // mlx-vlm walks the other way round, which finds the language model before the vision tower.
    const auto hasDown = [](const ModelModule& module) {
        return contains(module.path, "down_proj");
    };
    const auto first = std::find_if(blueprint.modules.begin(), blueprint.modules.end(), hasDown);
    const auto last = std::find_if(blueprint.modules.rbegin(), blueprint.modules.rend(), hasDown);
    if (first != blueprint.modules.end()) {
        const ModelModule& module = blueprint.withVision ? *last : *first;
        const auto parts = components(module.path);
        const auto found = std::find_if(parts.begin(), parts.end(),
                                        [](auto part) { return number(part).has_value(); });
        m_layerComponent = found == parts.end() ? parts.size() - 1
                                                : static_cast<std::size_t>(found - parts.begin());
    }
}

std::optional<std::string> QuantChooser::whyMixedCannotBe() const {
    if (m_recipe.mixed == MixedRecipe::none || m_layerComponent) {
        return std::nullopt;
    }
    return "mixed recipes need layers named down_proj, which " + m_blueprint.architecture +
           " does not have";
}

/// mlx_vlm/convert.py, mixed_quant_predicate_builder, differs in three things: groups are always
/// of 64, embeddings are as fine as the head, and only v_proj and down_proj vary with the depth.
QuantSpec QuantChooser::mixedSpec(const std::string& path) const {
    const auto parts = components(path);
    const std::size_t at = m_layerComponent.value_or(0);
    const std::int64_t i = at < parts.size() ? number(parts[at]).value_or(0) : 0;
    const auto layers = static_cast<std::int64_t>(m_blueprint.layers);
    // (i - layers / 8) may be negative, where Python's % still counts upwards.
    const bool third = ((i - layers / 8) % 3 + 3) % 3 == 2;
    const bool more = i < layers / 8 || i >= 7 * layers / 8 || third;
    const bool isText = !m_blueprint.withVision;
    const bool isValue = contains(path, "v_proj") ||
                         (isText && (contains(path, "v_a_proj") || contains(path, "v_b_proj")));
    const bool high = ((isValue || contains(path, "down_proj")) && more) ||
                      contains(path, "lm_head") || (!isText && contains(path, "embed_tokens"));
    const BitPair bits = bitsOf(m_recipe.mixed);
    return {QuantMode::affine, high ? bits.high : bits.low,
            isText ? m_base.groupSize : visionMixedGroup};
}

Json QuantChooser::entryFor(const QuantSpec& spec) const {
    return spec == m_base && !m_alreadyQuantized ? Json(nullptr) : quantEntry(spec);
}

const LayerOverride* QuantChooser::overrideFor(const ModelModule& module) const {
    const auto rule = std::find_if(
        m_recipe.overrides.rbegin(), m_recipe.overrides.rend(),
        [&](const LayerOverride& one) { return matchesOverride(one.pattern, module.path); });
    return rule == m_recipe.overrides.rend() ? nullptr : &*rule;
}

const LayerChoice* QuantChooser::layerFor(const ModelModule& module) const {
    const auto layer = std::lower_bound(
        m_recipe.layers.begin(), m_recipe.layers.end(), module.path,
        [](const LayerChoice& one, const std::string& path) { return one.path < path; });
    return layer != m_recipe.layers.end() && layer->path == module.path ? &*layer : nullptr;
}

QuantChooser::Wish QuantChooser::wishFor(const ModelModule& module, const Shape& shape) const {
    if (const LayerOverride* rule = overrideFor(module)) {
        const std::string why = "asked for by \"" + rule->pattern + "\"";
        if (rule->keeps()) {
            return {std::nullopt, "kept, " + why, nullptr};
        }
        const QuantSpec spec = specOf(*rule, m_base);
        return {spec, shortText(spec) + ", " + why, entryFor(spec)};
    }
    if (const LayerChoice* const layer = layerFor(module)) {
        if (!layer->spec) {
            return {std::nullopt, "kept, the recipe's choice for this layer", nullptr};
        }
        return {*layer->spec, shortText(*layer->spec) + ", the recipe's choice for this layer",
                entryFor(*layer->spec)};
    }
    if (m_recipe.embeddingBits && (module.part == Part::embedding || module.part == Part::head)) {
        const QuantSpec spec{QuantMode::affine, *m_recipe.embeddingBits, affineGroupBeside(m_base)};
        return {spec, shortText(spec) + ", the recipe's choice for embeddings and head",
                entryFor(spec)};
    }
    if (m_recipe.mixed != MixedRecipe::none) {
        const QuantSpec spec = mixedSpec(module.path);
        const std::string why = shortText(spec) + " by the mixed recipe";
        if (m_blueprint.withVision && shape.at(1) % visionMixedGroup != 0) {
            return {std::nullopt,
                    "kept: " + std::to_string(shape.at(1)) + " do not divide into groups of " +
                        std::to_string(visionMixedGroup),
                    nullptr};
        }
        return {spec, why,
                m_blueprint.withVision ? Json{{"group_size", spec.groupSize}, {"bits", spec.bits}}
                                       : quantEntry(spec)};
    }
    if (module.rule && module.rule->bits == 0) {
        return {std::nullopt, "kept, as the model's definition asks", nullptr};
    }
    if (module.rule) {
        // mlx-lm's predicates name no mode, which means affine, and may leave the group to MLX.
        const QuantSpec spec{QuantMode::affine, module.rule->bits,
                             module.rule->groupSize.value_or(64)};
        Json entry = Json::object();
        if (module.rule->groupSize) {
            entry["group_size"] = spec.groupSize;
        }
        entry["bits"] = spec.bits;
        return {spec, shortText(spec) + ", the model's own rule", entry};
    }
    return {m_base, shortText(m_base) + ", the recipe", entryFor(m_base)};
}

QuantChoice QuantChooser::choose(const ModelModule& module, const Shape& shape, DType dtype) const {
    if (!module.quantizable) {
        return {std::nullopt, "kept: not a matrix that MLX quantizes", nullptr, std::nullopt};
    }
    if (!isFloat(dtype)) {
        return {std::nullopt, "kept: not stored as floating point", nullptr, std::nullopt};
    }
    // mlx-lm tests the recipe's group size, whatever the module will get.
    const std::int64_t row = shape.back();
    const bool own = layerFor(module) != nullptr && overrideFor(module) == nullptr;
    if (row == 0 || (row % m_base.groupSize != 0 && !own)) {
        return {std::nullopt,
                "kept: rows of " + std::to_string(row) + " do not divide into groups of " +
                    std::to_string(m_base.groupSize),
                nullptr, std::nullopt};
    }
    Wish wish = wishFor(module, shape);
    QuantChoice choice{wish.spec, std::move(wish.why), std::move(wish.configEntry), std::nullopt};
    if (choice.spec && row % choice.spec->groupSize != 0) {
        const std::string what = module.path + ": rows of " + std::to_string(row) +
                                 " do not divide into groups of " +
                                 std::to_string(choice.spec->groupSize);
        if (choice.spec->mode == QuantMode::affine && m_base.mode == QuantMode::affine) {
            choice.spec->groupSize = m_base.groupSize;
            choice.configEntry = quantEntry(*choice.spec);
            choice.warning = what + "; groups of " + std::to_string(m_base.groupSize) + " are used";
        } else {
            choice = {std::nullopt, "kept: its rows do not divide into groups", nullptr,
                      what + "; it stays as it is"};
        }
    }
    return choice;
}

}  // namespace quince

#pragma once

#include "core/model/truthy.hpp"

#include <quince/architecture.hpp>
#include <quince/recipe.hpp>

#include <optional>
#include <string>

namespace quince {

/// How one module's weight will be stored, why, and what config.json has to say of it.
struct QuantChoice {
    std::optional<QuantSpec> spec;  ///< absent: kept as it is
    std::string why;
    Json configEntry;  ///< null when the global entry says it all
    std::optional<std::string> warning;
};

/// Decides for the modules of one blueprint under one recipe. What wins, strongest first: the
/// person's overrides, the recipe's layers, the embedding bits, a mixed recipe, the model's own
/// rule, the recipe.
class QuantChooser {
public:
    QuantChooser(const Blueprint& blueprint, const Recipe& recipe);

    /// The last override that names the module, or null.
    [[nodiscard]] const LayerOverride* overrideFor(const ModelModule& module) const;

    /// `shape` and `dtype` of the module's weight, decoded and after the cast.
    [[nodiscard]] QuantChoice choose(const ModelModule& module, const Shape& shape,
                                     DType dtype) const;

    /// A mixed recipe needs layers named down_proj (mlx-lm refuses others too).
    [[nodiscard]] std::optional<std::string> whyMixedCannotBe() const;

private:
    struct Wish {
        std::optional<QuantSpec> spec;
        std::string why;
        Json configEntry;
    };
    [[nodiscard]] const LayerChoice* layerFor(const ModelModule& module) const;
    [[nodiscard]] Wish wishFor(const ModelModule& module, const Shape& shape) const;
    /// What config.json must say of a module with this spec; null when its global entry does.
    [[nodiscard]] Json entryFor(const QuantSpec& spec) const;
    [[nodiscard]] QuantSpec mixedSpec(const std::string& path) const;

    const Blueprint& m_blueprint;
    const Recipe& m_recipe;
    QuantSpec m_base;
    /// config.json's global entry is the source's; mlx-lm then writes one for each newly quantized
    /// module.
    bool m_alreadyQuantized;
    std::optional<std::size_t> m_layerComponent;  ///< where paths have their layer number
};

/// An entry of config.json's `quantization`.
[[nodiscard]] Json quantEntry(const QuantSpec& spec);
/// "6-bit", or the name of a block mode.
[[nodiscard]] std::string shortText(const QuantSpec& spec);

/// Whether `pattern` stands in `path`, or, with * or ?, matches it as a glob.
[[nodiscard]] bool matchesOverride(std::string_view pattern, std::string_view path);

}  // namespace quince

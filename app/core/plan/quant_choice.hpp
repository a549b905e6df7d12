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
/// person's overrides, the embedding bits, a mixed recipe, the model's own rule, the recipe.
class QuantChooser {
public:
    QuantChooser(const Blueprint& blueprint, const Recipe& recipe);

    /// `shape` and `dtype` of the module's weight, after the cast.
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
    [[nodiscard]] Wish wishFor(const ModelModule& module, const Shape& shape) const;
    [[nodiscard]] QuantSpec mixedSpec(const std::string& path) const;

    const Blueprint& m_blueprint;
    const Recipe& m_recipe;
    QuantSpec m_base;
    bool m_alreadyQuantized;  ///< mlx-lm then writes an entry for each newly quantized module
    std::optional<std::size_t> m_layerComponent;  ///< where paths have their layer number
};

/// Whether `pattern` stands in `path`, or, with * or ?, matches it as a glob.
[[nodiscard]] bool matchesOverride(std::string_view pattern, std::string_view path);

}  // namespace quince

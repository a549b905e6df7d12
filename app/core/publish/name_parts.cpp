#include <quince/name_parts.hpp>

#include <array>
#include <cstdio>
#include <string>

namespace quince {
namespace {

/// Of a recipe by layers: "4.6bpw".
std::string bitsText(double bitsPerWeight) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1fbpw", bitsPerWeight);
    return text.data();
}

}  // namespace

NameParts namePartsOf(const ConversionPlan& plan, std::string_view org, std::string_view model) {
    const Recipe& recipe = plan.recipe;
    NameParts parts;
    parts.model = model;
    parts.org = org;
    if (recipe.quantize) {
        const QuantSpec spec = baseSpec(recipe);
        parts.mode = nameOf(spec.mode);
        parts.bits = spec.bits;
        parts.groupSize = recipe.layers.empty() ? spec.groupSize : defaultSpec(spec.mode).groupSize;
        parts.mixed = recipe.layers.empty() ? nameOf(recipe.mixed) : bitsText(plan.bitsPerWeight);
        if (recipe.dtype) {
            parts.dtype = traits(*recipe.dtype).longName;
        }
    } else {
        parts.dtype = traits(recipe.dtype.value_or(plan.inspection->checkpoint.dtype)).longName;
    }
    return parts;
}

}  // namespace quince

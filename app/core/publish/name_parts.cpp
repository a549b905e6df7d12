#include <quince/name_parts.hpp>

namespace quince {

NameParts namePartsOf(const ConversionPlan& plan, std::string_view org, std::string_view model) {
    const Recipe& recipe = plan.recipe;
    NameParts parts;
    parts.model = model;
    parts.org = org;
    if (recipe.quantize) {
        const QuantSpec spec = baseSpec(recipe);
        parts.mode = nameOf(spec.mode);
        parts.bits = spec.bits;
        parts.groupSize = spec.groupSize;
        parts.mixed = nameOf(recipe.mixed);
        if (recipe.dtype) {
            parts.dtype = traits(*recipe.dtype).longName;
        }
    } else {
        parts.dtype = traits(recipe.dtype.value_or(plan.inspection->checkpoint.dtype)).longName;
    }
    return parts;
}

}  // namespace quince

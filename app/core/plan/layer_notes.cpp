#include "core/plan/layer_notes.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace quince {

void tellOfStrangeLayers(ConversionPlan& plan) {
    if (plan.recipe.layers.empty() || !plan.recipe.quantize) {
        return;
    }
    std::vector<std::string_view> paths;
    for (const ModelModule& module : plan.blueprint().modules) {
        paths.emplace_back(module.path);
    }
    std::sort(paths.begin(), paths.end());
    const LayerChoice* first = nullptr;
    std::size_t strange = 0;
    for (const LayerChoice& layer : plan.recipe.layers) {
        if (!std::binary_search(paths.begin(), paths.end(), std::string_view(layer.path))) {
            first = first == nullptr ? &layer : first;
            ++strange;
        }
    }
    if (strange > 0) {
        plan.problems.push_back(
            {Severity::warning, std::to_string(strange) + " of the " +
                                    std::to_string(plan.recipe.layers.size()) +
                                    " layers that the recipe speaks of are not in this model, "
                                    "such as " +
                                    first->path + "; the recipe was made for another one"});
    }
}

}  // namespace quince

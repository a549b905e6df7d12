#include "core/budget/damage_weight.hpp"

#include <quince/budget.hpp>

namespace quince {

std::optional<double> expectedDamage(const ConversionPlan& plan, const QualitySample& sample) {
    const Blueprint& blueprint = plan.blueprint();
    const bool tied = hasTiedHead(blueprint);
    double damage = 0;
    for (const ModelModule& module : blueprint.modules) {
        const bool measured = module.quantizable && module.count > 0 &&
                              module.first < sample.weights.size() &&
                              sample.weights[module.first] > 0;
        const auto& quant = plan.tensors[module.first].quant;
        if (!measured || !quant) {
            continue;
        }
        const ErrorSums* const sums =
            sample.findWeighed({plan.recipe.method, *quant}, module.first);
        if (sums == nullptr) {
            return std::nullopt;
        }
        if (sums->energy > 0) {
            damage += damageWeight(module, blueprint.layers, tied) * sums->error / sums->energy;
        }
    }
    return damage;
}

std::optional<UniformRival> bestUniformRival(const ConversionPlan& fitted,
                                             const QualitySample& sample) {
    std::optional<UniformRival> best;
    Recipe recipe = fitted.recipe;
    recipe.mode = QuantMode::affine;
    recipe.layers.clear();
    for (const int bits : {2, 3, 4, 5, 6, 8}) {
        for (const int groupSize : {32, 64, 128}) {
            recipe.bits = bits;
            recipe.groupSize = groupSize;
            const ConversionPlan plan = makePlan(fitted.inspection, recipe);
            if (!plan.ok() || plan.outputBytes > fitted.outputBytes) {
                continue;
            }
            const std::optional<double> damage = expectedDamage(plan, sample);
            if (damage && (!best || *damage < best->damage)) {
                best = UniformRival{recipe, plan.outputBytes, *damage};
            }
        }
    }
    return best;
}

}  // namespace quince

#include "core/budget/damage_weight.hpp"

#include <algorithm>
#include <string_view>

namespace quince {
namespace {

double ofPlace(const ModelModule& module, bool tied) {
    const std::string_view path = module.path;
    const auto has = [&](std::string_view word) { return path.find(word) != std::string::npos; };
    switch (module.part) {
        case Part::head:
            return 4;
        case Part::embedding:
            return tied ? 4 : 2;
        case Part::router:
            return 8;
        default:
            break;
    }
    if (has("shared_expert")) {
        return 2;
    }
    if (has("v_proj") || has("down_proj")) {
        return 1.5;
    }
    return has("k_proj") ? 1.25 : 1;
}

}  // namespace

double damageWeight(const ModelModule& module, std::uint64_t layers, bool tied) {
    const auto count = static_cast<std::int64_t>(layers);
    const bool outer =
        module.layer >= 0 && (module.layer < count / 8 || module.layer >= count - count / 8);
    return ofPlace(module, tied) * (outer ? 1.25 : 1);
}

bool hasTiedHead(const Blueprint& blueprint) {
    return std::none_of(blueprint.modules.begin(), blueprint.modules.end(),
                        [](const ModelModule& module) { return module.part == Part::head; });
}

}  // namespace quince

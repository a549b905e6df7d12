#include "core/kernels/simd_targets.hpp"

#include "core/kernels/simd_config.hpp"

#include <hwy/highway.h>

#include <cstdint>

namespace quince {

std::vector<std::string> simdTargets() {
    std::vector<std::string> names;
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        names.emplace_back(hwy::TargetName(target));
    }
    return names;
}

void useSimdTarget(const std::string& name) {
    hwy::SetSupportedTargetsForTest(0);
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        if (name == hwy::TargetName(target)) {
            hwy::SetSupportedTargetsForTest(target);
        }
    }
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace quince

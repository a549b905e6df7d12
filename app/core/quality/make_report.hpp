#pragma once

#include "core/quality/measure_groups.hpp"

#include <quince/plan.hpp>
#include <quince/quality_report.hpp>

#include <vector>

namespace quince {

/// `findings` by tensor of the blueprint, those of its tiles joined in order. Pure.
[[nodiscard]] QualityReport makeQualityReport(const ConversionPlan& plan,
                                              const std::vector<GroupFindings>& findings);

}  // namespace quince

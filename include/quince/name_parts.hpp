#pragma once

#include <quince/naming.hpp>
#include <quince/plan.hpp>

#include <string_view>

namespace quince {

/// What resultName needs, from a plan and the source's own name (`org` may be empty).
[[nodiscard]] NameParts namePartsOf(const ConversionPlan& plan, std::string_view org,
                                    std::string_view model);

}  // namespace quince

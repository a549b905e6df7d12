#pragma once

#include "desktop/conversion_worker.hpp"

#include <quince/architecture.hpp>

namespace app {

/// Plans conversions that were planned from a model's headers on the Hub anew, now that it is in
/// `folder`: same recipes, same destinations. Blocking. Errors: those of quince::inspect; mismatch:
/// a plan that cannot be converted, with the first reason.
[[nodiscard]] quince::Result<Jobs> replan(const std::filesystem::path& folder, const Jobs& jobs,
                                          const quince::ArchitectureLibrary& architectures);

}  // namespace app

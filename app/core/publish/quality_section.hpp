#pragma once

#include <quince/quality_report.hpp>

#include <string>

namespace quince {

/// "## Quantization quality" of a model card: the errors that were measured, the worst matrices,
/// and what was kept. Same input, same bytes.
[[nodiscard]] std::string qualitySection(const QualityReport& report);

}  // namespace quince

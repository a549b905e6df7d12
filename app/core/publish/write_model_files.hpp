#pragma once

#include <quince/convert.hpp>

#include <optional>
#include <string>
#include <vector>

namespace quince {

/// Puts everything but the weights into `folder`: config.json, the index, the side files byte for
/// byte, README.md, and what was measured. What a person should know goes into `warnings`.
/// Errors: notFound, io, diskFull, stopped.
[[nodiscard]] Status writeModelFiles(const ConversionJob& job,
                                     const std::optional<QualityReport>& quality,
                                     const std::filesystem::path& folder, const StopToken& stop,
                                     std::vector<std::string>& warnings);

}  // namespace quince

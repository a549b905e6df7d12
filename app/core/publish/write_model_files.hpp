#pragma once

#include <quince/convert.hpp>

#include <string>
#include <vector>

namespace quince {

/// Puts everything but the weights into `folder`: config.json, the index, the side files byte for
/// byte, README.md. What a person should know goes into `warnings`.
/// Errors: notFound, io, diskFull, stopped.
[[nodiscard]] Status writeModelFiles(const ConversionJob& job, const std::filesystem::path& folder,
                                     const StopToken& stop, std::vector<std::string>& warnings);

}  // namespace quince

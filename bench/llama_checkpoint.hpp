#pragma once

#include <quince/convert.hpp>

#include <filesystem>

namespace quince::bench {

/// Generates a bf16 checkpoint with the shapes of Llama-3.2-1B (2.5 GB, seeded) in `folder` and
/// plans its conversion to 4 bits in groups of 64.
Result<ConversionJob> llamaJob(const std::filesystem::path& folder);

}  // namespace quince::bench

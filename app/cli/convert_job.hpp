#pragma once

#include "cli/options.hpp"
#include "cli/seen_model.hpp"

#include <quince/convert.hpp>

#include <vector>

namespace cli {

/// From the command line to jobs of one pass in which every question is answered; the first is
/// that of the main recipe. Errors: mismatch (it does not fit its
/// architecture), invalidArgument, alreadyExists, diskFull.
quince::Result<std::vector<quince::ConversionJob>> makeJobs(const ConvertOptions& options,
                                                            const SeenModel& model,
                                                            const quince::Environment& environment);

}  // namespace cli

#pragma once

#include "cli/model_source.hpp"
#include "cli/options.hpp"

#include <quince/convert.hpp>

#include <vector>

namespace cli {

/// From the command line to jobs of one pass in which every question is answered; the first is
/// that of the main recipe. Errors: of opening the model; mismatch (it does not fit its
/// architecture), invalidArgument, alreadyExists, diskFull.
quince::Result<std::vector<quince::ConversionJob>> makeJobs(const ConvertOptions& options,
                                                            const quince::Environment& environment);

}  // namespace cli

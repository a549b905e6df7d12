#pragma once

#include "cli/options.hpp"
#include "cli/seen_model.hpp"

#include <quince/convert.hpp>

#include <vector>

namespace cli {

/// Choosing by size reads the model first: a place that does not depend on the choice is looked at
/// before. Errors: alreadyExists, io, invalidArgument.
[[nodiscard]] quince::Status checkPlaceAhead(const ConvertOptions& options,
                                             const quince::Environment& environment,
                                             const ModelSource& source);

/// From the command line to jobs of one pass in which every question is answered; the first is
/// that of the main recipe. Errors: mismatch (it does not fit its
/// architecture), invalidArgument, alreadyExists, diskFull.
quince::Result<std::vector<quince::ConversionJob>> makeJobs(const ConvertOptions& options,
                                                            const SeenModel& model,
                                                            const quince::Environment& environment);

}  // namespace cli

#pragma once

#include "cli/model_source.hpp"
#include "cli/options.hpp"

#include <quince/convert.hpp>

namespace cli {

/// From the command line to a job in which every question is answered. Errors: of opening the
/// model; mismatch (it does not fit its architecture), invalidArgument, alreadyExists, diskFull.
quince::Result<quince::ConversionJob> makeJob(const ConvertOptions& options,
                                              const quince::Environment& environment);

}  // namespace cli

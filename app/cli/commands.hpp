#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

#include <quince/environment.hpp>

namespace cli {

/// One function for each command; each gives its answer to `output`.
ExitCode runList(const ListOptions& options, const quince::Environment& environment,
                 const Output& output);
ExitCode runPlan(const PlanOptions& options, const quince::Environment& environment,
                 const Output& output);
ExitCode runConvert(const ConvertOptions& options, const quince::Environment& environment,
                    const Output& output);
ExitCode runQuality(const QualityOptions& options, const quince::Environment& environment,
                    const Output& output);
ExitCode runVerify(const VerifyOptions& options, const Output& output);
ExitCode runEvaluate(const EvaluateOptions& options, const quince::Environment& environment,
                     const Output& output);
ExitCode runSearch(const SearchOptions& options, const quince::Environment& environment,
                   const Output& output);
ExitCode runDownload(const DownloadOptions& options, const quince::Environment& environment,
                     const Output& output);
ExitCode runUpload(const UploadOptions& options, const quince::Environment& environment,
                   const Output& output);
ExitCode runLogin(const LoginOptions& options, const quince::Environment& environment,
                  const Output& output);
ExitCode runArchitectures(const quince::Environment& environment, const Output& output);
ExitCode runArchitectureCheck(const ArchitectureCheckOptions& options,
                              const quince::Environment& environment, const Output& output);

}  // namespace cli

#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/problems.hpp"
#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <quince/convert.hpp>

namespace cli {

using quince::VerificationReport;

namespace {

quince::Result<VerificationReport> verified(const VerifyOptions& options) {
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    return quince::verifyModel(options.folder, options.everything, progress, stop.token());
}

}  // namespace

ExitCode runVerify(const VerifyOptions& options, const Output& output) {
    const quince::Result<VerificationReport> report = verified(options);
    if (!report) {
        return output.fail(report.error());
    }
    noteProblems(report->problems, output);
    if (output.json()) {
        output.answer(jsonText(Json{{"ok", report->ok()},
                                    {"folder", pathText(options.folder)},
                                    {"tensors", report->tensors},
                                    {"bytes", report->bytes},
                                    {"problems", problemsJson(report->problems)}}));
    } else if (report->ok()) {
        output.answer("Good: " + std::to_string(report->tensors) + " tensors, " +
                      bytesText(report->bytes) + " in " + pathText(options.folder) + "\n");
    }
    return report->ok() ? ExitCode::ok : ExitCode::failure;
}

}  // namespace cli

#include "cli/commands.hpp"
#include "cli/convert_job.hpp"
#include "cli/json_text.hpp"
#include "cli/problems.hpp"
#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <quince/convert.hpp>

#include <cmath>

namespace cli {

using quince::ConversionJob;
using quince::ConversionReport;

namespace {

quince::Result<ConversionReport> converted(const ConversionJob& job) {
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    return quince::convert(job, progress, stop.token());
}

Json qualityJson(const ConversionReport& report) {
    if (!report.quality) {
        return nullptr;
    }
    const quince::ErrorSums& total = report.quality->total;
    return {{"relative_error", total.relative()},
            {"snr_db", std::isfinite(total.decibels()) ? Json(total.decibels()) : Json(nullptr)},
            {"file", pathText(report.folder / quince::qualityFileName)}};
}

std::string answerJson(const ConversionJob& job, const ConversionReport& report) {
    return jsonText(Json{{"folder", pathText(report.folder)},
                         {"recipe", quince::describe(job.plan.recipe)},
                         {"bits_per_weight", report.bitsPerWeight},
                         {"tensors", job.plan.outputs.size()},
                         {"parameters", job.plan.parameters},
                         {"bytes_written", report.bytesWritten},
                         {"bytes_read", report.bytesRead},
                         {"bytes_resumed", report.bytesResumed},
                         {"seconds", report.seconds},
                         {"quality", qualityJson(report)},
                         {"warnings", report.warnings}});
}

std::string qualityText(const ConversionReport& report) {
    if (!report.quality) {
        return {};
    }
    const quince::ErrorSums& total = report.quality->total;
    std::string text = "Error of the weights: " + fixed(100 * total.relative(), 2) + " %";
    if (std::isfinite(total.decibels())) {
        text += " (signal to noise " + fixed(total.decibels(), 1) + " dB)";
    }
    return text + "; by tensor in " + quince::qualityFileName + "\n";
}

std::string answerText(const ConversionJob& job, const ConversionReport& report) {
    return "Converted to " + fixed(report.bitsPerWeight, 3) + " bits per weight (" +
           quince::describe(job.plan.recipe) + "): " + bytesText(job.layout.fileBytes) + " in " +
           (report.seconds < 0.05 ? "less than 0.1 s" : durationText(report.seconds)) + "\n" +
           qualityText(report) + pathText(report.folder) + "\n";
}

}  // namespace

ExitCode runConvert(const ConvertOptions& options, const quince::Environment& environment,
                    const Output& output) {
    const quince::Result<ConversionJob> job = makeJob(options, environment);
    if (!job) {
        return output.fail(job.error());
    }
    noteProblems(job->plan.problems, output);
    const quince::Result<ConversionReport> report = converted(*job);
    if (!report) {
        if (report.error().code == quince::ErrorCode::stopped) {
            return output.fail({quince::ErrorCode::stopped,
                                "Stopped; the same command goes on where it stopped.",
                                {}});
        }
        return output.fail(report.error());
    }
    for (const std::string& warning : report->warnings) {
        output.note("warning: " + warning);
    }
    output.answer(output.json() ? answerJson(*job, *report) : answerText(*job, *report));
    return ExitCode::ok;
}

}  // namespace cli

#include "cli/commands.hpp"
#include "cli/hub_models.hpp"
#include "cli/json_text.hpp"
#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <quince/evaluate.hpp>
#include <quince/user_folders.hpp>

namespace cli {

using quince::EvaluationJob;
using quince::EvaluationReport;
using quince::Perplexity;
using quince::Result;

namespace {

Result<EvaluationJob> jobOf(const EvaluateOptions& options, const quince::Environment& environment,
                            const Output& output) {
    EvaluationJob job;
    Result<ModelSource> model = obtainModel(options.model, environment, output);
    if (!model) {
        return std::move(model).error();
    }
    job.folder = model->folder;
    if (!options.against.empty()) {
        Result<ModelSource> source = obtainModel(options.against, environment, output);
        if (!source) {
            return std::move(source).error();
        }
        job.source = source->folder;
    }
    job.text = options.text;
    job.context = options.context;
    job.maxTokens = options.maxTokens;
    job.threads = options.threads;
    job.importance = options.importance;
    return job;
}

Result<EvaluationReport> evaluated(const EvaluationJob& job,
                                   const quince::Environment& environment) {
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    return quince::evaluate(job, *library, progress, stop.token());
}

Json perplexityJson(const Perplexity& perplexity) {
    return Json{{"value", perplexity.value}, {"error", perplexity.error}};
}

std::string answerJson(const EvaluationJob& job, const EvaluationReport& report) {
    Json answer{{"folder", pathText(job.folder)},
                {"tokens", report.tokens},
                {"predicted", report.predicted},
                {"context", report.context},
                {"perplexity", perplexityJson(report.perplexity)}};
    if (report.comparison) {
        const EvaluationReport::Comparison& comparison = *report.comparison;
        answer["source"] = pathText(job.source);
        answer["source_perplexity"] = perplexityJson(comparison.source);
        answer["kl"] = Json{{"mean", comparison.meanDivergence},
                            {"error", comparison.divergenceError},
                            {"percentile_99", comparison.divergence99},
                            {"max", comparison.maxDivergence}};
        answer["same_top"] = comparison.sameTop;
    }
    if (!job.importance.empty()) {
        answer["importance"] = pathText(job.importance);
    }
    answer["seconds"] = report.seconds;
    return jsonText(answer);
}

std::string perplexityText(const Perplexity& perplexity) {
    return fixed(perplexity.value, 4) + " +- " + fixed(perplexity.error, 4);
}

std::string answerText(const EvaluationJob& job, const EvaluationReport& report) {
    std::string text = "Perplexity        " + perplexityText(report.perplexity) + "\n";
    if (report.comparison) {
        const EvaluationReport::Comparison& comparison = *report.comparison;
        text += "of the source     " + perplexityText(comparison.source) + "\n";
        text += "KL divergence     " + fixed(comparison.meanDivergence, 6) + " +- " +
                fixed(comparison.divergenceError, 6) + " nats, 99 % at most " +
                fixed(comparison.divergence99, 6) + ", largest " +
                fixed(comparison.maxDivergence, 6) + "\n";
        text += "Same top token    " + fixed(100 * comparison.sameTop, 2) + " %\n";
    }
    text += std::to_string(report.predicted) + " tokens predicted, in windows of " +
            std::to_string(report.context) + ", in " + durationText(report.seconds) + "\n";
    if (!job.importance.empty()) {
        text += "Importance written to " + pathText(job.importance) + "\n";
    }
    return text;
}

}  // namespace

ExitCode runEvaluate(const EvaluateOptions& options, const quince::Environment& environment,
                     const Output& output) {
    const Result<EvaluationJob> job = jobOf(options, environment, output);
    if (!job) {
        return output.fail(job.error());
    }
    const Result<EvaluationReport> report = evaluated(*job, environment);
    if (!report) {
        if (report.error().code == quince::ErrorCode::stopped) {
            return output.fail({quince::ErrorCode::stopped, "Stopped.", {}});
        }
        return output.fail(report.error());
    }
    output.answer(output.json() ? answerJson(*job, *report) : answerText(*job, *report));
    return ExitCode::ok;
}

}  // namespace cli

#include "cli/commands.hpp"
#include "cli/convert_job.hpp"
#include "cli/hub_models.hpp"
#include "cli/hub_upload.hpp"
#include "cli/json_text.hpp"
#include "cli/lm_studio_news.hpp"
#include "cli/problems.hpp"
#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <quince/convert.hpp>
#include <quince/user_folders.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cli {

using quince::ConversionJob;
using quince::ConversionReport;

namespace {

using Jobs = std::vector<ConversionJob>;
using Outcomes = std::vector<quince::Result<ConversionReport>>;

/// What must not be found out after hours of downloading: asked of the headers.
quince::Status checkAhead(const ConvertOptions& options, const MissingModel& missing,
                          const quince::Environment& environment,
                          const quince::ArchitectureLibrary& library) {
    const quince::Result<SeenModel> seen = lookAtHub(missing, environment, library);
    if (!seen) {
        return seen.error();
    }
    if (quince::Status free = checkPlaceAhead(options, environment, seen->source); !free) {
        return free;
    }
    ConvertOptions trial = options;
    if (trial.budget) {  // needs the weights, and the result's name needs its choice
        trial.budget.reset();
        trial.force = true;
    }
    trial.saveRecipe.clear();
    const quince::Result<Jobs> jobs = makeJobs(trial, *seen, environment);
    return jobs ? quince::Status() : jobs.error();
}

/// Downloads the model if it is not here, and answers every question before the work begins.
quince::Result<Jobs> prepared(const ConvertOptions& options, const quince::Environment& environment,
                              const Output& output) {
    auto located = locateModel(options.model, environment);
    if (!located) {
        return std::move(located).error();
    }
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    if (const auto* missing = std::get_if<MissingModel>(&*located)) {
        if (quince::Status possible = checkAhead(options, *missing, environment, *library);
            !possible) {
            return std::move(possible).error();
        }
        quince::Result<FetchedModel> fetched = fetchFromHub(missing->repo, environment, output);
        if (!fetched) {
            return std::move(fetched).error();
        }
        located = std::variant<ModelSource, MissingModel>(std::move(fetched->source));
    }
    const quince::Result<SeenModel> model =
        seenHere(std::get<ModelSource>(*std::move(located)), *library);
    return model ? makeJobs(options, *model, environment) : model.error();
}

Outcomes converted(const Jobs& jobs) {
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    return quince::convertTogether(jobs, progress, stop.token());
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

Json resultJson(const ConversionJob& job, const ConversionReport& report, const Json& lmStudio,
                const Json& upload) {
    return {{"folder", pathText(report.folder)},
            {"recipe", quince::describe(job.plan.recipe)},
            {"bits_per_weight", report.bitsPerWeight},
            {"tensors", job.plan.outputs.size()},
            {"parameters", job.plan.parameters},
            {"bytes_written", report.bytesWritten},
            {"bytes_read", report.bytesRead},
            {"bytes_resumed", report.bytesResumed},
            {"seconds", report.seconds},
            {"quality", qualityJson(report)},
            {"lm_studio", lmStudio},
            {"upload", upload},
            {"warnings", report.warnings}};
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

/// A result that was not made, in the same list.
Json errorJson(const ConversionJob& job, const quince::Error& error) {
    return {{"folder", pathText(job.destination)},
            {"recipe", quince::describe(job.plan.recipe)},
            {"error", {{"code", nameOf(error.code)}, {"message", error.message}}}};
}

/// Null where it was not put into LM Studio's folder.
using News = std::vector<Json>;

/// Says of each result that went into LM Studio's folder whether it is listed there.
News tellLmStudio(const Jobs& jobs, const Outcomes& outcomes,
                  const quince::Environment& environment, const Output& output) {
    News news(jobs.size());
    bool waits = true;  // what did not come in the time of one does not come for the next
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!outcomes[i] || !jobs[i].inLmStudio) {
            continue;
        }
        LmStudioNews one = lmStudioNews(outcomes[i]->folder, environment, waits);
        waits = waits && one.isListed;
        if (!one.sentence.empty()) {
            output.note(one.sentence);
        }
        news[i] = std::move(one.json);
    }
    return news;
}

/// What became of --upload-repo.
struct UploadNews {
    Json json;  ///< null where none was asked for
    std::string text;
    ExitCode code = ExitCode::ok;
};

/// The conversion stands, whatever becomes of this.
UploadNews uploaded(const ConvertOptions& options, const std::filesystem::path& folder,
                    const quince::Environment& environment, const Output& output) {
    if (options.uploadRepo.empty()) {
        return {};
    }
    const auto done = uploadToHub({folder, options.uploadRepo, false, {}}, environment, output);
    if (done) {
        return {uploadJson(*done), uploadText(*done), ExitCode::ok};
    }
    const quince::Error& error = done.error();
    output.note("The model was converted, but not uploaded: " + error.message);
    return {Json{{"error", {{"code", nameOf(error.code)}, {"message", error.message}}}},
            {},
            exitCodeOf(error.code)};
}

std::string answer(const Jobs& jobs, const Outcomes& outcomes, const News& news,
                   const UploadNews& upload, bool json) {
    if (json && jobs.size() == 1) {
        return jsonText(resultJson(jobs.front(), *outcomes.front(), news.front(), upload.json));
    }
    Json results = Json::array();
    std::string text;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& outcome = outcomes[i];
        results.push_back(outcome ? resultJson(jobs[i], *outcome, news[i], nullptr)
                                  : errorJson(jobs[i], outcome.error()));
        text += outcome ? answerText(jobs[i], *outcome) : "";
    }
    return json ? jsonText(Json{{"results", results}}) : text + upload.text;
}

/// Of all plans, each sentence once.
std::vector<quince::Problem> problemsOf(const Jobs& jobs) {
    std::vector<quince::Problem> problems;
    std::set<std::string> told;
    for (const ConversionJob& job : jobs) {
        for (const quince::Problem& problem : job.plan.problems) {
            if (told.insert(problem.message).second) {
                problems.push_back(problem);
            }
        }
    }
    return problems;
}

/// Each once; with names unless it is of all results.
void noteWarnings(const Jobs& jobs, const Outcomes& outcomes, const Output& output) {
    std::vector<std::pair<std::string, std::vector<std::string>>> warnings;  // and names
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!outcomes[i]) {
            continue;
        }
        for (const std::string& warning : outcomes[i]->warnings) {
            auto known = std::find_if(warnings.begin(), warnings.end(),
                                      [&](const auto& one) { return one.first == warning; });
            if (known == warnings.end()) {
                known = warnings.insert(known, {warning, {}});
            }
            known->second.push_back(pathText(jobs[i].destination.filename()));
        }
    }
    for (const auto& [warning, names] : warnings) {
        std::string text = "warning: ";
        for (std::size_t i = 0; names.size() < jobs.size() && i < names.size(); ++i) {
            text += names[i] + (i + 1 < names.size() ? ", " : ": ");
        }
        output.note(text + warning);
    }
}

bool isStopped(const quince::Result<ConversionReport>& outcome) {
    return !outcome && outcome.error().code == quince::ErrorCode::stopped;
}

}  // namespace

ExitCode runConvert(const ConvertOptions& options, const quince::Environment& environment,
                    const Output& output) {
    if (!options.uploadRepo.empty()) {
        if (const quince::Status may = checkUploadAhead(options.uploadRepo, environment); !may) {
            return output.fail(may.error());
        }
    }
    const quince::Result<Jobs> jobs = prepared(options, environment, output);
    if (!jobs) {
        return output.fail(jobs.error());
    }
    noteProblems(problemsOf(*jobs), output);
    const Outcomes outcomes = converted(*jobs);
    if (std::any_of(outcomes.begin(), outcomes.end(), isStopped)) {
        return output.fail({quince::ErrorCode::stopped,
                            "Stopped; the same command goes on where it stopped.",
                            {}});
    }
    if (jobs->size() == 1 && !outcomes.front()) {
        return output.fail(outcomes.front().error());
    }
    ExitCode code = ExitCode::ok;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i]) {
            output.note(pathText((*jobs)[i].destination.filename()) +
                        " was not made: " + outcomes[i].error().message);
            code = code == ExitCode::ok ? exitCodeOf(outcomes[i].error().code) : code;
        }
    }
    noteWarnings(*jobs, outcomes, output);
    const News news = tellLmStudio(*jobs, outcomes, environment, output);
    const UploadNews upload = jobs->size() == 1
                                  ? uploaded(options, outcomes.front()->folder, environment, output)
                                  : UploadNews();
    output.answer(answer(*jobs, outcomes, news, upload, output.json()));
    return code == ExitCode::ok ? upload.code : code;
}

}  // namespace cli

#include "cli/commands.hpp"
#include "cli/hub_models.hpp"
#include "cli/importance.hpp"
#include "cli/json_text.hpp"
#include "cli/problems.hpp"
#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"
#include "cli/text.hpp"

#include <quince/quality.hpp>
#include <quince/user_folders.hpp>

#include <algorithm>
#include <cmath>

namespace cli {

using quince::Candidate;
using quince::ConversionPlan;
using quince::ErrorSums;
using quince::Prediction;
using quince::QualityQuestion;
using quince::QualitySample;
using quince::Recipe;
using quince::Result;

namespace {

/// One recipe and what it would do.
struct Row {
    ConversionPlan plan;
    Prediction prediction;
    bool chosen = false;
};

/// Plans of the recipes to compare and of the one asked for, those that can be, once each.
std::vector<Row> rowsFor(const std::shared_ptr<const quince::Inspection>& inspection,
                         const Recipe& recipe) {
    std::vector<Row> rows;
    const auto add = [&](const Recipe& each, bool chosen) {
        ConversionPlan plan = quince::makePlan(inspection, each);
        const auto known = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
            return row.plan.configJson == plan.configJson &&
                   row.plan.recipe.method == plan.recipe.method;
        });
        if (known != rows.end()) {
            known->chosen = known->chosen || chosen;
        } else if (plan.ok()) {
            rows.push_back({std::move(plan), {}, chosen});
        }
    };
    for (const Recipe& each : quince::recipesToCompare(recipe)) {
        add(each, false);
    }
    add(recipe, true);
    return rows;
}

Result<QualitySample> measured(const QualityQuestion& question) {
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    return quince::measureQuality(question, progress, stop.token());
}

QualityQuestion questionFor(const std::vector<Row>& rows, const QualityOptions& options) {
    QualityQuestion question;
    question.inspection = rows.front().plan.inspection;
    question.vision = rows.front().plan.vision;
    question.dtype = options.recipe.dtype;
    question.threads = options.threads;
    if (options.sampleMegabytes != 0) {
        question.sampleBytes = options.sampleMegabytes * 1'000'000;
    }
    for (const Row& row : rows) {
        for (const Candidate& candidate : quince::candidatesOf(row.plan)) {
            if (std::find(question.candidates.begin(), question.candidates.end(), candidate) ==
                question.candidates.end()) {
                question.candidates.push_back(candidate);
            }
        }
    }
    return question;
}

std::string percentText(const ErrorSums& sums) {
    return fixed(100 * sums.relative(), 2) + " %";
}
std::string decibelText(const ErrorSums& sums) {
    return std::isfinite(sums.decibels()) ? fixed(sums.decibels(), 1) : "-";
}
Json decibelJson(const ErrorSums& sums) {
    return std::isfinite(sums.decibels()) ? Json(sums.decibels()) : Json(nullptr);
}

std::string encodingText(const quince::TensorPlan& tensor) {
    if (!tensor.quant && !quince::isFloat(tensor.dtype)) {
        return "as in the source";
    }
    if (!tensor.quant) {
        return std::string(quince::traits(tensor.dtype).longName);
    }
    return (tensor.quant->mode == quince::QuantMode::affine
                ? ""
                : std::string(quince::nameOf(tensor.quant->mode)) + " ") +
           std::to_string(tensor.quant->bits) + "/" + std::to_string(tensor.quant->groupSize);
}

const Row& chosenOf(const std::vector<Row>& rows) {
    return *std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.chosen; });
}

std::string answerText(const std::vector<Row>& rows) {
    const Row& chosen = chosenOf(rows);
    std::vector<std::vector<std::string>> tensors{{"TENSOR", "AS", "ERROR", "SNR dB"}};
    for (const quince::PredictedTensor& each : chosen.prediction.tensors) {
        tensors.push_back({chosen.plan.blueprint().tensors[each.tensor].name,
                           encodingText(chosen.plan.tensors[each.tensor]), percentText(each.sums),
                           decibelText(each.sums)});
    }
    std::vector<std::vector<std::string>> recipes{
        {"RECIPE", "SIZE", "BITS PER WEIGHT", "ERROR", "SNR dB", ""}};
    for (const Row& row : rows) {
        recipes.push_back({quince::describe(row.plan.recipe), bytesText(row.plan.outputBytes),
                           fixed(row.plan.bitsPerWeight, 3), percentText(row.prediction.total),
                           decibelText(row.prediction.total), row.chosen ? "chosen" : ""});
    }
    return table(tensors, {2, 3}) + "\n" + table(recipes, {1, 2, 3, 4});
}

std::string answerJson(const std::vector<Row>& rows, std::uint64_t sampled) {
    Json recipes = Json::array();
    for (const Row& row : rows) {
        recipes.push_back({{"recipe", quince::describe(row.plan.recipe)},
                           {"bytes", row.plan.outputBytes},
                           {"bits_per_weight", row.plan.bitsPerWeight},
                           {"relative_error", row.prediction.total.relative()},
                           {"snr_db", decibelJson(row.prediction.total)},
                           {"chosen", row.chosen}});
    }
    const Row& chosen = chosenOf(rows);
    Json tensors = Json::array();
    for (const quince::PredictedTensor& each : chosen.prediction.tensors) {
        tensors.push_back({{"name", chosen.plan.blueprint().tensors[each.tensor].name},
                           {"encoding", encodingText(chosen.plan.tensors[each.tensor])},
                           {"weights", each.sums.weights},
                           {"relative_error", each.sums.relative()},
                           {"snr_db", decibelJson(each.sums)}});
    }
    return jsonText(Json{{"sampled_weights", sampled}, {"recipes", recipes}, {"tensors", tensors}});
}

std::uint64_t sampledWeights(const QualitySample& sample) {
    std::uint64_t most = 0;
    for (const std::vector<ErrorSums>& sums : sample.sums) {
        std::uint64_t weights = 0;
        for (const ErrorSums& each : sums) {
            weights += each.weights;
        }
        most = std::max(most, weights);
    }
    return most;
}

}  // namespace

ExitCode runQuality(const QualityOptions& options, const quince::Environment& environment,
                    const Output& output) {
    const Result<ModelSource> source = obtainModel(options.model, environment, output);
    if (!source) {
        return output.fail(source.error());
    }
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    const auto inspection = quince::inspect(source->folder, *library);
    if (!inspection) {
        return output.fail(inspection.error());
    }
    ConversionPlan plan = quince::makePlan(*inspection, options.recipe);
    const auto importance = importanceOf(options.recipe);
    if (!importance) {
        return output.fail(importance.error());
    }
    if (*importance) {
        quince::useImportance(plan, *importance);
    }
    noteProblems(plan.problems, output);
    if (const auto error = errorOf(plan.problems, source->folder)) {
        return output.fail(*error);
    }
    std::vector<Row> rows = rowsFor(*inspection, options.recipe);
    QualityQuestion question = questionFor(rows, options);
    question.importance = plan.importance;
    const Result<QualitySample> sample = measured(question);
    if (!sample) {
        return output.fail(sample.error());
    }
    for (Row& row : rows) {
        row.prediction = quince::predictQuality(row.plan, *sample).value_or(Prediction{});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.plan.outputBytes < b.plan.outputBytes;
    });
    output.answer(output.json() ? answerJson(rows, sampledWeights(*sample)) : answerText(rows));
    return ExitCode::ok;
}

}  // namespace cli

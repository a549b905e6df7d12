#include "cli/convert_job.hpp"

#include "cli/budget_arguments.hpp"
#include "cli/importance.hpp"
#include "cli/problems.hpp"
#include "cli/text.hpp"

#include <quince/lm_studio.hpp>
#include <quince/name_parts.hpp>
#include <quince/repo_id.hpp>

namespace cli {

using quince::ConversionJob;
using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

/// By the naming rules: "Qwen3-8B-MLX-4bit".
Result<std::string> nameOf(const ModelSource& source, const quince::ConversionPlan& plan) {
    return quince::resultName(
        quince::defaultNameTemplate,
        quince::namePartsOf(plan, std::string(quince::orgOf(source.repo)), source.name));
}

Status placeInLmStudio(const ConvertOptions& options, const quince::Environment& environment,
                       const ModelSource& source, ConversionJob& job) {
    const std::filesystem::path models = quince::findLmStudio(environment).models;
    Result<std::string> name =
        options.name.empty() ? nameOf(source, job.plan) : Result<std::string>(options.name);
    if (!name) {
        return std::move(name).error();
    }
    const std::string org(quince::orgOf(source.repo));
    const std::string publisher =
        options.publisher.empty() ? quince::suggestedPublisher({}, org) : options.publisher;
    Result<std::filesystem::path> destination = quince::destinationFor(models, publisher, *name);
    if (!destination) {
        return std::move(destination).error();
    }
    job.destination = *std::move(destination);
    job.staging = quince::stagingFor(job.destination, models);
    job.inLmStudio = true;
    return {};
}

Status placeInFolder(const ConvertOptions& options, const ModelSource& source, ConversionJob& job) {
    std::error_code failure;
    job.destination = std::filesystem::absolute(options.mlxPath, failure).lexically_normal();
    if (failure) {
        return Error{ErrorCode::io, failure.message(), options.mlxPath};
    }
    if (!job.destination.has_filename()) {  // "folder/" names the folder
        job.destination = job.destination.parent_path();
    }
    if (!options.also.empty()) {
        Result<std::string> name = nameOf(source, job.plan);
        if (!name) {
            return std::move(name).error();
        }
        job.destination /= *name;
    }
    job.staging = quince::stagingFor(job.destination, std::nullopt);
    return {};
}

Status checkIsFree(const ConversionJob& job) {
    std::error_code failure;
    if (std::filesystem::exists(job.destination, failure) && !job.replaceExisting) {
        return Error{ErrorCode::alreadyExists,
                     pathText(job.destination) + " exists; choose another place, or --force.",
                     job.destination};
    }
    return {};
}

/// Found out before the work begins, not at its end.
Status checkDestinations(const std::vector<ConversionJob>& jobs, const SeenModel& model) {
    const std::filesystem::path parent = jobs.front().destination.parent_path();
    const bool fetchesHere =
        model.downloadBytes > 0 && quince::onSameVolume(model.downloadTo, parent);
    std::uint64_t needed = fetchesHere ? model.downloadBytes : 0;
    for (const ConversionJob& job : jobs) {
        if (Status isFree = checkIsFree(job); !isFree) {
            return isFree;
        }
        needed += quince::spaceNeeded(job);
    }
    const Result<std::uint64_t> available = quince::spaceAvailable(parent);
    if (available && *available < needed) {
        const std::string what =
            fetchesHere        ? "The download and what is made of it need "
            : jobs.size() == 1 ? "The result needs "
                               : "The " + std::to_string(jobs.size()) + " results together need ";
        return Error{ErrorCode::diskFull,
                     what + bytesText(needed) + " but only " + bytesText(*available) +
                         " are free at " + pathText(parent) + ".",
                     parent};
    }
    return {};
}

Status place(const ConvertOptions& options, const quince::Environment& environment,
             const ModelSource& source, ConversionJob& job) {
    job.replaceExisting = options.force;
    return options.toLmStudio ? placeInLmStudio(options, environment, source, job)
                              : placeInFolder(options, source, job);
}

/// Two labels may mean one recipe.
Status checkPlaces(const std::vector<ConversionJob>& jobs) {
    Status status = quince::canConvertTogether(jobs);
    return status ? Status{} : Status(std::move(status).error().within("--also"));
}

}  // namespace

Status checkPlaceAhead(const ConvertOptions& options, const quince::Environment& environment,
                       const ModelSource& source) {
    const bool isNamed = options.toLmStudio ? !options.name.empty() : options.also.empty();
    if (!options.budget || !isNamed) {
        return {};
    }
    ConversionJob job;
    Status placed = place(options, environment, source, job);
    return placed ? checkIsFree(job) : std::move(placed);
}

Result<std::vector<ConversionJob>> makeJobs(const ConvertOptions& options, const SeenModel& model,
                                            const quince::Environment& environment) {
    const ModelSource& source = model.source;
    const auto importance = importanceOf(options.recipe);
    if (!importance) {
        return importance.error();
    }
    if (Status ahead = checkPlaceAhead(options, environment, source); !ahead) {
        return std::move(ahead).error();
    }
    Result<quince::Recipe> main = fittedRecipe(model.inspection, options.recipe, options.budget,
                                               *importance, options.threads);
    if (!main) {
        return std::move(main).error();
    }
    std::vector<quince::Recipe> recipes{*std::move(main)};
    recipes.insert(recipes.end(), options.also.begin(), options.also.end());
    std::vector<ConversionJob> jobs;
    for (const quince::Recipe& recipe : recipes) {
        ConversionJob job;
        job.plan = quince::makePlan(model.inspection, recipe);
        if (*importance) {
            quince::useImportance(job.plan, *importance);
        }
        if (std::optional<Error> error = errorOf(job.plan.problems, source.folder)) {
            return recipes.size() == 1 ? *std::move(error)
                                       : std::move(*error).within(quince::describe(recipe));
        }
        job.layout = quince::layoutOutput(job.plan);
        job.sourceRepo = source.repo;
        job.sourceRevision = source.revision;
        job.threads = options.threads;
        if (Status placed = place(options, environment, source, job); !placed) {
            return std::move(placed).error();
        }
        jobs.push_back(std::move(job));
    }
    Status fit = saveRecipe(jobs.front().plan.recipe, options.saveRecipe);
    if (fit) {
        fit = checkPlaces(jobs);
    }
    if (fit) {
        fit = checkDestinations(jobs, model);
    }
    if (!fit) {
        return std::move(fit).error();
    }
    return jobs;
}

}  // namespace cli

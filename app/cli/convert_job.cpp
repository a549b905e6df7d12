#include "cli/convert_job.hpp"

#include "cli/problems.hpp"
#include "cli/text.hpp"

#include <quince/lm_studio.hpp>
#include <quince/name_parts.hpp>
#include <quince/repo_id.hpp>
#include <quince/user_folders.hpp>

namespace cli {

using quince::ConversionJob;
using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

Status placeInLmStudio(const ConvertOptions& options, const quince::Environment& environment,
                       const ModelSource& source, ConversionJob& job) {
    const std::filesystem::path models = quince::findLmStudio(environment).models;
    const std::string org(quince::orgOf(source.repo));
    std::string name = options.name;
    if (name.empty()) {
        Result<std::string> made = quince::resultName(
            quince::defaultNameTemplate, quince::namePartsOf(job.plan, org, source.name));
        if (!made) {
            return std::move(made).error();
        }
        name = *std::move(made);
    }
    const std::string publisher =
        options.publisher.empty() ? quince::suggestedPublisher({}, org) : options.publisher;
    Result<std::filesystem::path> destination = quince::destinationFor(models, publisher, name);
    if (!destination) {
        return std::move(destination).error();
    }
    job.destination = *std::move(destination);
    job.staging = quince::stagingFor(job.destination, models);
    job.inLmStudio = true;
    return {};
}

Status placeInFolder(const ConvertOptions& options, ConversionJob& job) {
    std::error_code failure;
    job.destination = std::filesystem::absolute(options.mlxPath, failure).lexically_normal();
    if (failure) {
        return Error{ErrorCode::io, failure.message(), options.mlxPath};
    }
    if (!job.destination.has_filename()) {  // "folder/" names the folder
        job.destination = job.destination.parent_path();
    }
    job.staging = quince::stagingFor(job.destination, std::nullopt);
    return {};
}

/// Found out before the work begins, not at its end.
Status checkDestination(const ConversionJob& job) {
    std::error_code failure;
    if (std::filesystem::exists(job.destination, failure) && !job.replaceExisting) {
        return Error{ErrorCode::alreadyExists,
                     pathText(job.destination) + " exists; choose another place, or --force.",
                     job.destination};
    }
    const Result<std::uint64_t> available = quince::spaceAvailable(job.destination.parent_path());
    const std::uint64_t done = quince::resumableBytes(job);
    const std::uint64_t needed = job.layout.fileBytes - std::min(job.layout.fileBytes, done);
    if (available && *available < needed) {
        return Error{ErrorCode::diskFull,
                     "The result needs " + bytesText(needed) + " but only " +
                         bytesText(*available) + " are free at " +
                         pathText(job.destination.parent_path()) + ".",
                     job.destination.parent_path()};
    }
    return {};
}

}  // namespace

Result<ConversionJob> makeJob(const ConvertOptions& options,
                              const quince::Environment& environment) {
    Result<ModelSource> source = findModel(options.model, environment);
    if (!source) {
        return std::move(source).error();
    }
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    auto inspection = quince::inspect(source->folder, *library);
    if (!inspection) {
        return std::move(inspection).error();
    }
    ConversionJob job;
    job.plan = quince::makePlan(*std::move(inspection), options.recipe);
    if (std::optional<Error> error = errorOf(job.plan.problems, source->folder)) {
        return *std::move(error);
    }
    job.layout = quince::layoutOutput(job.plan);
    job.replaceExisting = options.force;
    job.sourceRepo = source->repo;
    job.sourceRevision = source->revision;
    job.threads = options.threads;
    Status placed = options.toLmStudio ? placeInLmStudio(options, environment, *source, job)
                                       : placeInFolder(options, job);
    if (placed) {
        placed = checkDestination(job);
    }
    if (!placed) {
        return std::move(placed).error();
    }
    return job;
}

}  // namespace cli

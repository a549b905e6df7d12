#include "core/publish/write_model_files.hpp"

#include "core/base/file.hpp"

#include <quince/model_card.hpp>
#include <quince/side_files.hpp>

#include <algorithm>

namespace quince {
namespace {

constexpr std::uint64_t longestReadme = 4U << 20;

std::string lastPart(const std::filesystem::path& path) {
    const std::u8string text = path.filename().u8string();
    return {text.begin(), text.end()};
}

ModelCard cardOf(const ConversionJob& job, const std::optional<QualityReport>& quality,
                 const SideFiles& sides) {
    const Checkpoint& source = job.plan.inspection->checkpoint;
    ModelCardInput input;
    // Elsewhere the parent is any folder of this machine, and nobody's name.
    if (job.inLmStudio) {
        input.publisher = lastPart(job.destination.parent_path());
    }
    input.name = lastPart(job.destination);
    input.sourceRepo = job.sourceRepo;
    input.sourceName = lastPart(source.folder);
    input.sourceRevision = job.sourceRevision;
    if (const auto readme = readWholeFile(source.folder / "README.md", longestReadme); readme) {
        input.sourceReadme = *readme;
    }
    input.quinceVersion = QUINCE_VERSION;
    input.recipe = describe(job.plan.recipe);
    input.bitsPerWeight = job.plan.bitsPerWeight;
    input.quantized =
        std::any_of(job.plan.tensors.begin(), job.plan.tensors.end(),
                    [](const TensorPlan& tensor) { return tensor.quant.has_value(); });
    input.quality = quality;
    input.seesImages = job.plan.vision == VisionChoice::keep;
    input.licenceFileCarried =
        std::any_of(sides.carried.begin(), sides.carried.end(),
                    [](const SideFile& file) { return file.role == SideFileRole::licence; });
    return makeModelCard(input);
}

std::string sourceName(const ConversionJob& job) {
    return job.sourceRepo.empty() ? lastPart(job.plan.inspection->checkpoint.folder)
                                  : job.sourceRepo;
}

}  // namespace

Status writeModelFiles(const ConversionJob& job, const std::optional<QualityReport>& quality,
                       const std::filesystem::path& folder, const StopToken& stop,
                       std::vector<std::string>& warnings) {
    const std::filesystem::path& source = job.plan.inspection->checkpoint.folder;
    const Result<SideFiles> sides = listSideFiles(source, sourceName(job));
    if (!sides) {
        return sides.error();
    }
    for (const SideFileWarning& warning : sides->warnings) {
        warnings.push_back(warning.sentence);
    }
    const ModelCard card = cardOf(job, quality, *sides);
    warnings.insert(warnings.end(), card.warnings.begin(), card.warnings.end());

    // Ours come last: a side file must never stand in for one of them.
    Status status = copySideFiles(source, sides->carried, folder, stop);
    if (status) {
        status = writeFileAtomically(folder / "config.json", job.plan.configJson);
    }
    if (status) {
        status = writeFileAtomically(folder / "model.safetensors.index.json", job.layout.indexJson);
    }
    if (status && quality) {
        status =
            writeFileAtomically(folder / qualityFileName,
                                qualityJson(*quality, {QUINCE_VERSION, describe(job.plan.recipe),
                                                       std::string(nameOf(job.plan.recipe.method)),
                                                       job.plan.bitsPerWeight}));
    }
    if (status) {
        status = writeFileAtomically(folder / "README.md", card.text);
    }
    return status;
}

}  // namespace quince

#include "cli/budget_arguments.hpp"
#include "cli/commands.hpp"
#include "cli/hub_models.hpp"
#include "cli/importance.hpp"
#include "cli/json_text.hpp"
#include "cli/problems.hpp"
#include "cli/text.hpp"

#include <quince/footprint.hpp>
#include <quince/plan.hpp>
#include <quince/user_folders.hpp>

#include <algorithm>

namespace cli {

using quince::Checkpoint;
using quince::ConversionPlan;
using quince::Footprint;
using quince::MacMemory;
using quince::OutputLayout;
using quince::Part;

namespace {

constexpr std::uint64_t defaultContext = 8192;

/// Everything that the answer tells.
struct Planned {
    SeenModel model;
    ConversionPlan plan;
    OutputLayout layout;
    Footprint footprint;
};

std::string_view fitWord(quince::Fit fit) {
    switch (fit) {
        case quince::Fit::comfortable:
            return "comfortable";
        case quince::Fit::tight:
            return "tight";
        case quince::Fit::no:
            return "no";
    }
    return "no";
}

Json modelJson(const Planned& planned) {
    const Checkpoint& checkpoint = planned.plan.inspection->checkpoint;
    const SeenModel& model = planned.model;
    return {{"repo", model.source.repo},
            {"revision", model.source.revision},
            {"folder", model.isHere() ? Json(pathText(model.source.folder)) : Json(nullptr)},
            {"download_bytes", model.downloadBytes},
            {"model_type", checkpoint.modelType},
            {"architecture", planned.plan.blueprint().architecture},
            {"dtype", quince::traits(checkpoint.dtype).longName},
            {"quantization", checkpoint.quantization},
            {"is_mlx", checkpoint.isMlx},
            {"tensors", checkpoint.tensors.size()},
            {"shards", checkpoint.shards.size()},
            {"bytes", checkpoint.tensorBytes}};
}

Json resultJson(const Planned& planned) {
    Json shards = Json::array();
    for (const quince::OutputShard& shard : planned.layout.shards) {
        shards.push_back({{"file", shard.fileName}, {"bytes", shard.bytes}});
    }
    const ConversionPlan& plan = planned.plan;
    return {{"recipe", quince::describe(plan.recipe)},
            {"tensors", plan.outputs.size()},
            {"bytes", plan.outputBytes},
            {"file_bytes", planned.layout.fileBytes},
            {"parameters", plan.parameters},
            {"bits_per_weight", plan.bitsPerWeight},
            {"shards", shards}};
}

Json memoryJson(const Footprint& footprint) {
    Json parts = Json::object();
    for (std::size_t i = 0; i < footprint.weights.byPart.size(); ++i) {
        parts[std::string(quince::nameOf(static_cast<Part>(i)))] = footprint.weights.byPart.at(i);
    }
    Json macs = Json::array();
    for (const MacMemory& mac : quince::appleSiliconMacs()) {
        macs.push_back({{"ram_bytes", mac.ramBytes},
                        {"gpu_limit_bytes", mac.gpuLimitBytes},
                        {"fit", fitWord(quince::fitOf(footprint, mac))}});
    }
    Json json{{"context_length", footprint.contextLength},
              {"weights", footprint.weights.total()},
              {"quantized", footprint.weights.quantized},
              {"scales", footprint.weights.scales},
              {"kept", footprint.weights.kept},
              {"by_part", parts},
              {"cache", footprint.cache},
              {"working", footprint.working},
              {"total", footprint.total()},
              {"macs", macs}};
    if (const std::optional<MacMemory> mac = quince::thisMac()) {
        json["this_mac"] = {{"ram_bytes", mac->ramBytes},
                            {"gpu_limit_bytes", mac->gpuLimitBytes},
                            {"fit", fitWord(quince::fitOf(footprint, *mac))}};
    }
    return json;
}

std::string encodingText(const quince::TensorPlan& tensor) {
    if (!tensor.quant) {
        return std::string(quince::traits(tensor.dtype).longName);
    }
    if (quince::isBlockMode(tensor.quant->mode)) {
        return std::string(quince::nameOf(tensor.quant->mode));
    }
    return std::to_string(tensor.quant->bits) + "/" + std::to_string(tensor.quant->groupSize);
}

Json tensorsJson(const ConversionPlan& plan) {
    Json json = Json::array();
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
        const quince::TensorPlan& tensor = plan.tensors[i];
        std::uint64_t bytes = 0;
        for (std::uint32_t k = 0; k < tensor.outputCount; ++k) {
            bytes += plan.outputs[tensor.firstOutput + k].bytes;
        }
        json.push_back({{"name", plan.blueprint().tensors[i].name},
                        {"part", quince::nameOf(tensor.part)},
                        {"encoding", encodingText(tensor)},
                        {"bytes", bytes},
                        {"why", tensor.why}});
    }
    return json;
}

std::string tensorsText(const ConversionPlan& plan) {
    std::vector<std::vector<std::string>> rows{{"TENSOR", "SHAPE", "AS", "WHY"}};
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
        const quince::ModelTensor& tensor = plan.blueprint().tensors[i];
        rows.push_back({tensor.name, quince::shapeText(tensor.shape), encodingText(plan.tensors[i]),
                        plan.tensors[i].why});
    }
    return table(rows, {}) + "\n";
}

std::string filesText(std::size_t count) {
    return count == 1 ? "1 file" : std::to_string(count) + " files";
}

std::string macText(const Footprint& footprint) {
    if (const std::optional<MacMemory> mac = quince::smallestMac(footprint)) {
        return memoryText(mac->ramBytes) + " or more";
    }
    return "none has enough memory";
}

std::string planText(const Planned& planned) {
    const ConversionPlan& plan = planned.plan;
    const Checkpoint& checkpoint = plan.inspection->checkpoint;
    const Footprint& need = planned.footprint;
    const ModelSource& source = planned.model.source;
    std::vector<std::vector<std::string>> rows{
        {"Model", source.repo.empty() ? pathText(checkpoint.folder) : source.repo},
        {"Type", checkpoint.modelType + ", " +
                     std::string(quince::traits(checkpoint.dtype).longName) +
                     (checkpoint.quantization.empty() ? "" : ", " + checkpoint.quantization)},
        {"Recipe", quince::describe(plan.recipe)},
        {"Now", bytesText(checkpoint.tensorBytes) + " in " +
                    std::to_string(checkpoint.tensors.size()) + " tensors"}};
    if (!planned.model.isHere()) {
        rows.push_back({"Download", bytesText(planned.model.downloadBytes) +
                                        ", not on this disk yet; " + source.revision});
    }
    if (plan.outputs.empty()) {  // nothing is known of a result that cannot be
        return table(rows, {});
    }
    rows.insert(rows.begin() + 2, {"Parameters", countText(plan.parameters)});
    rows.insert(
        rows.end(),
        {
            {"After", bytesText(plan.outputBytes) + " in " + std::to_string(plan.outputs.size()) +
                          " tensors, " + filesText(planned.layout.shards.size()) + ", " +
                          fixed(plan.bitsPerWeight, 3) + " bits per weight"},
            {"Memory", bytesText(need.total()) + " at " + std::to_string(need.contextLength) +
                           " tokens: weights " + bytesText(need.weights.total()) + ", cache " +
                           bytesText(need.cache) + ", working " + bytesText(need.working)},
            {"Runs on", "a Mac with " + macText(need)},
        });
    return table(rows, {});
}

ExitCode answer(const PlanOptions& options, const Planned& planned, const Output& output) {
    const ConversionPlan& plan = planned.plan;
    const std::optional<quince::Error> error = errorOf(plan.problems, planned.model.source.folder);
    if (output.json()) {
        Json json{{"ok", plan.ok()},
                  {"model", modelJson(planned)},
                  {"result", resultJson(planned)},
                  {"memory", memoryJson(planned.footprint)},
                  {"problems", problemsJson(plan.problems)}};
        if (options.listTensors) {
            json["tensors"] = tensorsJson(plan);
        }
        output.answer(jsonText(json));
    } else {
        std::string notes;
        for (const quince::Problem& problem : plan.problems) {
            if (problem.severity == quince::Severity::note) {
                notes += "Note: " + problem.message + "\n";
            }
        }
        output.answer((options.listTensors ? tensorsText(plan) : "") + planText(planned) + notes);
    }
    noteProblems(plan.problems, output);
    return error ? exitCodeOf(error->code) : ExitCode::ok;
}

}  // namespace

ExitCode runPlan(const PlanOptions& options, const quince::Environment& environment,
                 const Output& output) {
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    quince::Result<SeenModel> model = seeModel(options.model, environment, *library);
    if (!model) {
        return output.fail(model.error());
    }
    Planned planned;
    planned.model = *std::move(model);
    const auto& inspection = planned.model.inspection;
    const auto importance = importanceOf(options.recipe);
    if (!importance) {
        return output.fail(importance.error());
    }
    const quince::Result<quince::Recipe> recipe =
        fittedRecipe(inspection, options.recipe, options.budget, *importance, 0);
    if (!recipe) {
        return output.fail(recipe.error());
    }
    planned.plan = quince::makePlan(inspection, *recipe);
    if (*importance) {
        quince::useImportance(planned.plan, *importance);
    }
    if (quince::Status saved = saveRecipe(planned.plan.recipe, options.saveRecipe); !saved) {
        return output.fail(saved.error());
    }
    planned.layout = quince::layoutOutput(planned.plan);
    const std::uint64_t most = planned.plan.blueprint().maxContext;
    const std::uint64_t context =
        options.contextLength != 0 ? options.contextLength
                                   : (most == 0 ? defaultContext : std::min(most, defaultContext));
    planned.footprint = quince::footprintOf(planned.plan, context);
    return answer(options, planned, output);
}

}  // namespace cli

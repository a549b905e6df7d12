#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/model_source.hpp"
#include "cli/problems.hpp"
#include "cli/text.hpp"

#include <quince/plan.hpp>
#include <quince/tensor_origin.hpp>
#include <quince/user_folders.hpp>

#include <fstream>
#include <iterator>

namespace cli {

using quince::Blueprint;
using quince::Error;
using quince::ErrorCode;
using quince::Inspection;
using quince::ModelModule;
using quince::ModelTensor;
using quince::TensorOrigin;

namespace {

/// The file's own mistakes; an error when it cannot be read.
quince::Result<std::vector<quince::FileMistake>> mistakesOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{ErrorCode::notFound, "The architecture file cannot be opened.", path};
    }
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return quince::checkArchitectureFile(text);
}

ExitCode tellMistakes(const std::vector<quince::FileMistake>& mistakes,
                      const std::filesystem::path& path, const Output& output) {
    Json list = Json::array();
    std::string text;
    for (const quince::FileMistake& mistake : mistakes) {
        list.push_back({{"line", mistake.line}, {"reason", mistake.reason}});
        text += pathText(path) + ":" + std::to_string(mistake.line) + ": " + mistake.reason + "\n";
    }
    output.answer(output.json() ? jsonText(Json{{"ok", false}, {"mistakes", list}}) : text);
    return ExitCode::failure;
}

std::string quantizationOf(const ModelModule& module) {
    if (module.packed) {
        return "packed in the source";
    }
    if (!module.quantizable) {
        return "never quantized";
    }
    if (module.rule && module.rule->bits == 0) {
        return "kept as it is";
    }
    return module.rule ? "quantized to " + std::to_string(module.rule->bits) + " bits"
                       : "quantized";
}

/// Calls `visit` with each module, each of its tensors and where it comes from.
template <typename Visit>
void eachTensor(const Inspection& inspection, Visit visit) {
    const Blueprint& blueprint = inspection.blueprint;
    for (const ModelModule& module : blueprint.modules) {
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            const ModelTensor& tensor = blueprint.tensors[i];
            visit(module, tensor, quince::originOf(inspection.checkpoint, blueprint, tensor));
        }
    }
}

Json answerJson(const Inspection& inspection) {
    const Blueprint& blueprint = inspection.blueprint;
    Json tensors = Json::array();
    eachTensor(inspection, [&](const ModelModule& module, const ModelTensor& tensor,
                               const TensorOrigin& origin) {
        tensors.push_back({{"name", tensor.name},
                           {"dtype", quince::traits(tensor.dtype).longName},
                           {"shape", tensor.shape},
                           {"module", module.path},
                           {"part", quince::nameOf(module.part)},
                           {"quantization", quantizationOf(module)},
                           {"how", origin.how},
                           {"sources", origin.sources}});
    });
    return {{"ok", blueprint.ok()},
            {"architecture", blueprint.architecture},
            {"tensors", std::move(tensors)},
            {"dropped", blueprint.dropped},
            {"missing", blueprint.missing},
            {"left_over", blueprint.leftOver},
            {"problems", problemsJson(blueprint.problems)}};
}

std::string listText(const std::string& title, const std::vector<std::string>& names) {
    std::string text = names.empty() ? "" : title + " (" + std::to_string(names.size()) + "):\n";
    for (const std::string& name : names) {
        text += "  " + name + "\n";
    }
    return text;
}

std::string answerText(const Inspection& inspection) {
    const Blueprint& blueprint = inspection.blueprint;
    std::string text;
    eachTensor(inspection, [&](const ModelModule& module, const ModelTensor& tensor,
                               const TensorOrigin& origin) {
        const std::size_t more = origin.sources.size() - 1;
        text += tensor.name + "  " + std::string(quince::traits(tensor.dtype).name) +
                quince::shapeText(tensor.shape) + "  " + quantizationOf(module) + "\n    " +
                origin.how + ": " + origin.sources.front() +
                (more > 0 ? " and " + std::to_string(more) + " more" : "") + "\n";
    });
    return text + listText("Dropped", blueprint.dropped) + listText("Missing", blueprint.missing) +
           listText("Left over", blueprint.leftOver);
}

}  // namespace

ExitCode runArchitectureCheck(const ArchitectureCheckOptions& options,
                              const quince::Environment& environment, const Output& output) {
    const auto mistakes = mistakesOf(options.file);
    if (!mistakes) {
        return output.fail(mistakes.error());
    }
    if (!mistakes->empty()) {
        return tellMistakes(*mistakes, options.file, output);
    }
    if (options.checkpoint.empty()) {
        output.answer(output.json() ? jsonText(Json{{"ok", true}, {"mistakes", Json::array()}})
                                    : "The file has no mistakes of its own.\n");
        return ExitCode::ok;
    }
    const auto source = findModel(options.checkpoint, environment);
    if (!source) {
        return output.fail(source.error());
    }
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment), options.file);
    noteProblems(library->problems(), output);
    const auto inspection = quince::inspect(source->folder, *library);
    if (!inspection) {
        return output.fail(inspection.error());
    }
    const std::string name = pathText(options.file.stem());
    quince::Inspection shown = **inspection;
    if (shown.withVision && shown.withVision->architecture == name) {
        shown.blueprint = *shown.withVision;
    }
    const Blueprint& blueprint = shown.blueprint;
    if (blueprint.architecture != name) {
        output.note("The checkpoint's model type is \"" + shown.checkpoint.modelType +
                    "\", which " + name +
                    ".json does not list in \"model_types\" or \"vision_types\"" +
                    (blueprint.architecture.empty()
                         ? std::string(".")
                         : ": " + blueprint.architecture + ".json was used instead."));
    }
    noteProblems(blueprint.problems, output);
    output.answer(output.json() ? jsonText(answerJson(shown)) : answerText(shown));
    return blueprint.ok() && blueprint.architecture == name ? ExitCode::ok : ExitCode::unsupported;
}

}  // namespace cli

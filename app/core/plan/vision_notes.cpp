#include "core/plan/vision_notes.hpp"

#include "core/base/megabytes.hpp"
#include "core/model/model_config.hpp"

#include <algorithm>
#include <string>

namespace quince {
namespace {

std::string whyNoVision(const Inspection& inspection) {
    const Checkpoint& checkpoint = inspection.checkpoint;
    return checkpoint.config->find("vision_config") == nullptr
               ? "the model has no vision part to keep"
               : "keeping the vision part of \"" + checkpoint.modelType +
                     "\" is not something that Quince knows; it can be converted as a text model";
}

}  // namespace

void refuseMissingVision(ConversionPlan& plan) {
    if (plan.vision == VisionChoice::keep && !plan.inspection->withVision) {
        plan.problems.push_back({Severity::error, whyNoVision(*plan.inspection)});
    }
}

void tellOfVision(ConversionPlan& plan) {
    const Inspection& inspection = *plan.inspection;
    if (plan.vision == VisionChoice::keep) {
        std::uint64_t bytes = 0;
        for (const OutputTensor& output : plan.outputs) {
            bytes += plan.tensors[output.source].part == Part::vision ? output.bytes : 0;
        }
        if (bytes > 0) {
            plan.problems.push_back(
                {Severity::note, "the vision part is kept as it is (" + megabytes(bytes) + ")" +
                                     (plan.blueprint().loadsAsText
                                          ? ""
                                          : "; the result needs mlx-vlm or LM Studio, mlx-lm "
                                            "does not load it")});
        }
    } else if (inspection.withVision && !plan.recipe.vision) {
        const auto& problems = inspection.withVision->problems;
        const auto error = std::find_if(problems.begin(), problems.end(), [](const Problem& one) {
            return one.severity == Severity::error;
        });
        plan.problems.push_back(
            error == problems.end()
                ? Problem{Severity::note,
                          "the vision part can be kept, though mlx-lm then does not load the "
                          "result"}
                : Problem{Severity::warning, "the vision part cannot be kept: " + error->message});
    }
}

}  // namespace quince

#include <quince/plan.hpp>

namespace quince {

Result<std::shared_ptr<const Inspection>> inspect(const std::filesystem::path& folder,
                                                  const ArchitectureLibrary& library) {
    Result<Checkpoint> checkpoint = openCheckpoint(folder);
    if (!checkpoint) {
        return std::move(checkpoint).error();
    }
    return inspect(*std::move(checkpoint), library);
}

std::shared_ptr<const Inspection> inspect(Checkpoint checkpoint,
                                          const ArchitectureLibrary& library) {
    auto inspection = std::make_shared<Inspection>();
    inspection->checkpoint = std::move(checkpoint);
    inspection->blueprint = library.interpret(inspection->checkpoint);
    if (library.canKeepVision(inspection->checkpoint)) {
        inspection->withVision = library.interpret(inspection->checkpoint, VisionChoice::keep);
    }
    return inspection;
}

VisionChoice Inspection::usualVision() const {
    const bool kept =
        withVision && (!blueprint.ok() || (withVision->ok() && withVision->loadsAsText));
    return kept ? VisionChoice::keep : VisionChoice::drop;
}

const Blueprint& Inspection::blueprintFor(VisionChoice vision) const {
    return vision == VisionChoice::keep && withVision ? *withVision : blueprint;
}

}  // namespace quince

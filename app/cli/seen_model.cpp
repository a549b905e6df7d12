#include "cli/seen_model.hpp"

#include <utility>

namespace cli {

quince::Result<SeenModel> seenHere(ModelSource source, const quince::ArchitectureLibrary& library) {
    auto inspection = quince::inspect(source.folder, library);
    if (!inspection) {
        return std::move(inspection).error();
    }
    return SeenModel{std::move(source), *std::move(inspection), 0, {}};
}

}  // namespace cli

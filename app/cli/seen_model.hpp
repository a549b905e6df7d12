#pragma once

#include "cli/model_source.hpp"

#include <quince/architecture.hpp>
#include <quince/plan.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <memory>

namespace cli {

/// A model whose headers were read, here or on the Hub: it can be planned.
struct SeenModel {
    ModelSource source;  ///< without a folder if the weights are on the Hub only
    std::shared_ptr<const quince::Inspection> inspection;
    std::uint64_t downloadBytes = 0;   ///< that a conversion has to fetch first
    std::filesystem::path downloadTo;  ///< the cache that takes them

    [[nodiscard]] bool isHere() const { return !source.folder.empty(); }
};

/// One that is here. Errors: of quince::inspect.
quince::Result<SeenModel> seenHere(ModelSource source, const quince::ArchitectureLibrary& library);

}  // namespace cli

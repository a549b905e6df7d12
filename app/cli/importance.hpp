#pragma once

#include <quince/importance.hpp>
#include <quince/recipe.hpp>

namespace cli {

/// Reads what `recipe` names; null when it names nothing.
/// Errors: as readImportance.
quince::Result<std::shared_ptr<const quince::ImportanceData>> importanceOf(
    const quince::Recipe& recipe);

}  // namespace cli

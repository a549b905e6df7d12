#pragma once

#include "desktop/inspection_controller.hpp"
#include "desktop/library_controller.hpp"
#include "ui/pages/model_view.hpp"

namespace app {

/// The core's values as the model page shows them.
[[nodiscard]] ui::ModelView modelView(const LibraryEntry& entry,
                                      const quince::Inspection& inspection);
[[nodiscard]] ui::RecipeOptions recipeOptions(const quince::Inspection& inspection);
[[nodiscard]] ui::FootprintView footprintView(const Planned& planned);
/// Errors first, then warnings, then notes; of many of a kind the first few.
[[nodiscard]] QList<ui::Notice> notices(const std::vector<quince::Problem>& problems);

}  // namespace app

#pragma once

#include "ui/pages/also_view.hpp"
#include "ui/pages/job_view.hpp"
#include "ui/pages/library_view.hpp"
#include "ui/pages/model_view.hpp"
#include "ui/pages/quality_view.hpp"
#include "ui/pages/target_view.hpp"

#include <quince/budget.hpp>

namespace ui {

class MainWindow;

// Values as the program would give them, for tests and for the gallery.

[[nodiscard]] QList<LibraryRow> sampleRows();
[[nodiscard]] ModelView sampleModel();
[[nodiscard]] RecipeOptions sampleOptions();
[[nodiscard]] quince::Recipe sampleRecipe();
[[nodiscard]] FootprintView sampleFootprint();
[[nodiscard]] QualityView sampleQuality();
[[nodiscard]] quince::Budget sampleBudget();  ///< 4.6 GB
[[nodiscard]] TargetView sampleTarget();      ///< what was chosen for it
AlsoView sampleAlso();
[[nodiscard]] Destination sampleDestination();
[[nodiscard]] DestinationView sampleDestinationView();
[[nodiscard]] JobView sampleJob(quince::ConversionState state);

/// A model chosen, everything known.
void fillWindow(MainWindow& window);

}  // namespace ui

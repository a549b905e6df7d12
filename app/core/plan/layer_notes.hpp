#pragma once

#include <quince/plan.hpp>

namespace quince {

/// Warns of layers that the recipe names and the model does not have: it was made for another one.
void tellOfStrangeLayers(ConversionPlan& plan);

}  // namespace quince

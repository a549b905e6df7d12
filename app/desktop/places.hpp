#pragma once

#include <quince/architecture.hpp>

#include <QString>

namespace app {

/// Where a matrix stands in a chart of layers, which goes by this number: before the layers, in
/// one, or after them. `layer` is below 0 outside of them.
[[nodiscard]] int placeOf(int layer, quince::Part part);
/// "Embeddings", "Layer 3"
[[nodiscard]] QString nameOfPlace(int place);

}  // namespace app

#pragma once

#include "ui/widgets/layer_bars.hpp"

#include <quince/budget.hpp>

#include <QList>
#include <QString>

namespace app {

/// The size of a fitted result, and how much better it is than the same bits everywhere.
[[nodiscard]] QString targetWords(const quince::ConversionPlan& fitted,
                                  const quince::QualitySample& sample);

/// The bits per weight that each layer is stored in, scales included, with embeddings before and
/// head after them. Empty where nothing is quantized.
[[nodiscard]] QList<ui::LayerBar> layerBits(const quince::ConversionPlan& plan);

/// An error of the core as a sentence that stands alone.
[[nodiscard]] QString sentenceOf(const quince::Error& error);

}  // namespace app

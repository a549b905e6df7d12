#pragma once

#include "ui/pages/job_view.hpp"
#include "ui/pages/quality_view.hpp"

#include <quince/quality.hpp>
#include <quince/quality_report.hpp>

#include <vector>

namespace app {

/// The first plan is the chosen one. Nothing to show where nothing can be quantized.
[[nodiscard]] ui::QualityView qualityView(const std::vector<quince::ConversionPlan>& plans,
                                          const quince::QualitySample& sample);

/// "Error of the weights: 8.7 % (signal to noise 21.2 dB); the largest in ...".
[[nodiscard]] QString errorWords(const quince::QualityReport& report);

/// One for each layer, with embeddings before and head after them; of what is quantized.
[[nodiscard]] QList<ui::LayerBar> layerErrors(const quince::QualityReport& report);

}  // namespace app

#pragma once

#include "core/evaluate/predictions.hpp"

#include <quince/evaluate.hpp>

#include <span>
#include <vector>

namespace quince {

/// Mean, and its standard error as for independent values.
struct Mean {
    double value = 0;
    double error = 0;
};
[[nodiscard]] Mean meanOf(std::span<const double> values);

/// The smallest value that at least `part` of the values do not exceed (nearest rank).
/// REQUIRES: !values.empty(), 0 < part <= 1
[[nodiscard]] double quantile(std::vector<double> values, double part);

/// Fills in perplexity and, with `compared`, comparison.
void summarize(std::span<const Prediction> predictions, bool compared, EvaluationReport& report);

}  // namespace quince

#include "core/evaluate/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace quince {
namespace {

template <typename Member>
std::vector<double> valuesOf(std::span<const Prediction> predictions, Member member) {
    std::vector<double> values;
    values.reserve(predictions.size());
    for (const Prediction& prediction : predictions) {
        values.push_back(prediction.*member);
    }
    return values;
}

/// The error of exp(x) is that of x times the slope.
Perplexity perplexityOf(std::span<const double> losses) {
    const Mean mean = meanOf(losses);
    const double value = std::exp(mean.value);
    return {value, value * mean.error};
}

}  // namespace

Mean meanOf(std::span<const double> values) {
    if (values.empty()) {
        return {};
    }
    const auto count = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    Mean mean{sum / count, 0};
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean.value) * (value - mean.value);
    }
    if (values.size() > 1) {
        mean.error = std::sqrt(squares / (count - 1) / count);
    }
    return mean;
}

double quantile(std::vector<double> values, double part) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    const std::size_t index = std::clamp<std::size_t>(rank, 1, values.size()) - 1;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(index);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void summarize(std::span<const Prediction> predictions, bool compared, EvaluationReport& report) {
    report.predicted = predictions.size();
    report.perplexity = perplexityOf(valuesOf(predictions, &Prediction::loss));
    if (!compared) {
        return;
    }
    EvaluationReport::Comparison comparison;
    comparison.source = perplexityOf(valuesOf(predictions, &Prediction::sourceLoss));
    const std::vector<double> divergences = valuesOf(predictions, &Prediction::divergence);
    const Mean mean = meanOf(divergences);
    comparison.meanDivergence = mean.value;
    comparison.divergenceError = mean.error;
    comparison.divergence99 = quantile(divergences, 0.99);
    comparison.maxDivergence = *std::max_element(divergences.begin(), divergences.end());
    const auto same = std::count_if(predictions.begin(), predictions.end(),
                                    [](const Prediction& each) { return each.sameTop; });
    comparison.sameTop = static_cast<double>(same) / static_cast<double>(predictions.size());
    report.comparison = comparison;
}

}  // namespace quince

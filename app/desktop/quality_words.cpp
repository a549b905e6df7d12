#include "desktop/quality_words.hpp"

#include "desktop/paths.hpp"
#include "desktop/places.hpp"
#include "ui/text/format.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace app {

using quince::ConversionPlan;
using quince::ErrorSums;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Quality", text);
}

/// "4-bit", "mxfp4", "mixed 3/6-bit": what tells the points of one chart apart.
QString shortName(const quince::Recipe& recipe) {
    if (recipe.mixed != quince::MixedRecipe::none) {
        return toQt(quince::describe(recipe));
    }
    const quince::QuantSpec spec = quince::baseSpec(recipe);
    return spec.mode == quince::QuantMode::affine ? tr("%1-bit").arg(spec.bits)
                                                  : toQt(std::string(quince::nameOf(spec.mode)));
}

ui::TradeOff pointFor(const ConversionPlan& plan, const ErrorSums& sums) {
    ui::TradeOff point;
    point.name = shortName(plan.recipe);
    point.size = ui::formatBytes(plan.outputBytes);
    point.words =
        tr("%1: %2, error %3, signal to noise %4 dB")
            .arg(toQt(quince::describe(plan.recipe)), point.size,
                 ui::formatPercent(sums.relative()), QLocale().toString(sums.decibels(), 'f', 1));
    point.bytes = plan.outputBytes;
    point.error = sums.relative();
    point.onCurve = plan.recipe.mode == quince::QuantMode::affine &&
                    plan.recipe.mixed == quince::MixedRecipe::none && plan.recipe.overrides.empty();
    return point;
}

}  // namespace

ui::QualityView qualityView(const std::vector<ConversionPlan>& plans,
                            const quince::QualitySample& sample) {
    ui::QualityView view;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const auto prediction = quince::predictQuality(plans[i], sample);
        // Nothing is to be compared with a model that is kept as it is.
        if (prediction && prediction->total.error > 0) {
            ui::TradeOff point = pointFor(plans[i], prediction->total);
            point.chosen = i == 0;
            view.points.append(point);
        }
    }
    std::stable_sort(
        view.points.begin(), view.points.end(),
        [](const ui::TradeOff& a, const ui::TradeOff& b) { return a.bytes < b.bytes; });
    view.picture = view.points.isEmpty() ? ui::QualityPicture::none : ui::QualityPicture::ready;
    return view;
}

QString errorWords(const quince::QualityReport& report) {
    const QString error = ui::formatPercent(report.total.relative());
    return std::isfinite(report.total.decibels())
               ? tr("Error of the weights: %1 (signal to noise %2 dB). The error of each tensor "
                    "stands in %3.")
                     .arg(error, QLocale().toString(report.total.decibels(), 'f', 1),
                          QLatin1String(quince::qualityFileName))
               : tr("The weights have no error.");
}

QList<ui::LayerBar> layerErrors(const quince::QualityReport& report) {
    std::map<int, ErrorSums> places;
    for (const quince::MatrixQuality& matrix : report.matrices) {
        places[placeOf(matrix.layer, matrix.part)] += matrix.sums;
    }
    QList<ui::LayerBar> layers;
    for (const auto& [place, sums] : places) {
        const QString name = nameOfPlace(place);
        layers.append({name, sums.relative(),
                       tr("%1: error %2").arg(name, ui::formatPercent(sums.relative()))});
    }
    return layers;
}

}  // namespace app

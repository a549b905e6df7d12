#include "desktop/target_words.hpp"

#include "desktop/paths.hpp"
#include "desktop/places.hpp"
#include "ui/text/format.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <map>

namespace app {

using quince::ConversionPlan;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Target", text);
}

/// What is stored of one layer.
struct Stored {
    quint64 weights = 0;
    quint64 bytes = 0;
    std::map<QString, QStringList> names;  ///< of matrices, by how they are stored
};

bool quantizesAny(const ConversionPlan& plan) {
    return std::any_of(plan.tensors.begin(), plan.tensors.end(),
                       [](const auto& tensor) { return tensor.quant.has_value(); });
}

bool holdsPacked(const ConversionPlan& plan) {
    const auto& modules = plan.blueprint().modules;
    return std::any_of(modules.begin(), modules.end(),
                       [](const auto& module) { return module.packed.has_value(); });
}

/// How a matrix is stored, or, for one that is copied, how the source holds it packed.
QString wordOf(const quince::TensorPlan& tensor, const quince::ModelModule& module) {
    const std::optional<quince::QuantSpec> spec =
        tensor.quant || tensor.packed ? tensor.quant : module.packed;
    if (!spec) {
        return toQt(quince::traits(tensor.dtype).longName);
    }
    return spec->mode == quince::QuantMode::affine ? tr("%1-bit").arg(spec->bits)
                                                   : toQt(quince::nameOf(spec->mode));
}

quint64 weightsOf(const ConversionPlan& plan, const quince::ModelModule& module) {
    constexpr quint64 wordBits = 32;
    const quint64 elements = quince::elementCount(plan.blueprint().tensors[module.first].shape);
    return module.packed ? elements * wordBits / static_cast<quint64>(module.packed->bits)
                         : elements;
}

/// Of a matrix, with its scales and biases: of one that is copied packed they are tensors of the
/// source.
quint64 bytesOf(const ConversionPlan& plan, const quince::ModelModule& module) {
    const auto& sources = plan.blueprint().tensors;
    quint64 bytes = 0;
    for (quint32 i = module.first; i < module.first + module.count; ++i) {
        const bool belongs =
            i == module.first || (module.packed && (sources[i].name == module.path + ".scales" ||
                                                    sources[i].name == module.path + ".biases"));
        const quince::TensorPlan& tensor = plan.tensors[i];
        for (quint32 k = 0; belongs && k < tensor.outputCount; ++k) {
            bytes += plan.outputs[tensor.firstOutput + k].bytes;
        }
    }
    return bytes;
}

/// "4-bit: q_proj, k_proj; 6-bit: v_proj"
QString namesOf(const Stored& stored) {
    QStringList kinds;
    for (const auto& [word, names] : stored.names) {
        kinds.append(tr("%1: %2").arg(word, names.join(QStringLiteral(", "))));
    }
    return kinds.join(QStringLiteral("; "));
}

}  // namespace

QString targetWords(const ConversionPlan& fitted, const quince::QualitySample& sample) {
    const QString size = tr("%1, %2.").arg(ui::formatBytes(fitted.outputBytes),
                                           ui::formatBitsPerWeight(fitted.bitsPerWeight));
    if (!quantizesAny(fitted)) {
        return size + QLatin1Char(' ') +
               (holdsPacked(fitted) ? tr("It fits without quantizing anything anew.")
                                    : tr("It fits without quantizing anything."));
    }
    const auto damage = quince::expectedDamage(fitted, sample);
    const auto rival = quince::bestUniformRival(fitted, sample);
    if (!damage || !rival || !(rival->damage > 0)) {
        return size;
    }
    const int less = static_cast<int>(std::lround(100 * (1 - *damage / rival->damage)));
    const QString other =
        tr("%1 throughout (%2)")
            .arg(toQt(quince::describe(rival->recipe)), ui::formatBytes(rival->bytes));
    return size + QLatin1Char(' ') +
           (less > 0 ? tr("Expected damage %1 % less than with %2.").arg(less).arg(other)
                     : tr("No better than %1.").arg(other));
}

QList<ui::LayerBar> layerBits(const ConversionPlan& plan) {
    std::map<int, Stored> places;
    if (!quantizesAny(plan)) {
        return {};  // all alike: there is nothing to show
    }
    for (const quince::ModelModule& module : plan.blueprint().modules) {
        if (!module.quantizable || module.count == 0) {
            continue;
        }
        Stored& stored = places[placeOf(module.layer, module.part)];
        stored.weights += weightsOf(plan, module);
        stored.bytes += bytesOf(plan, module);
        stored.names[wordOf(plan.tensors[module.first], module)].append(
            toQt(module.path).section(QLatin1Char('.'), -1));
    }
    QList<ui::LayerBar> bars;
    for (const auto& [place, stored] : places) {
        const double bits = stored.weights > 0 ? 8.0 * static_cast<double>(stored.bytes) /
                                                     static_cast<double>(stored.weights)
                                               : 0;
        const QString name = nameOfPlace(place);
        bars.append({name, bits,
                     tr("%1: %2 bits per weight (%3)")
                         .arg(name, QLocale().toString(bits, 'f', 2), namesOf(stored))});
    }
    return bars;
}

QString sentenceOf(const quince::Error& error) {
    QString text = toQt(error.message);
    if (!text.isEmpty()) {
        text[0] = text.at(0).toUpper();
    }
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

}  // namespace app

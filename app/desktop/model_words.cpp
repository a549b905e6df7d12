#include "desktop/model_words.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <quince/repo_id.hpp>

#include <QCoreApplication>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <map>

namespace app {

using quince::Blueprint;
using quince::Checkpoint;
using quince::Inspection;
using quince::Problem;
using quince::Severity;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Model", text);
}

/// The last words of the modules first ("q_proj"), then whole paths.
QStringList modulePatterns(const Blueprint& blueprint) {
    constexpr qsizetype mostPaths = 2000;
    QSet<QString> seen;
    QStringList names;
    QStringList paths;
    for (const quince::ModelModule& module : blueprint.modules) {
        if (!module.quantizable) {
            continue;
        }
        const QString path = toQt(module.path);
        const QString name = path.section(QLatin1Char('.'), -1);
        if (!seen.contains(name)) {
            seen.insert(name);
            names.append(name);
        }
        if (paths.size() < mostPaths) {
            paths.append(path);
        }
    }
    return names + paths;
}

QStringList ruleNotes(const Blueprint& blueprint) {
    QMap<QString, int> counts;
    for (const quince::ModelModule& module : blueprint.modules) {
        if (module.rule) {
            const QString name = toQt(module.path).section(QLatin1Char('.'), -1);
            ++counts[module.rule->bits == 0 ? tr("%1 unquantized").arg(name)
                                            : tr("%1 at %2 bits").arg(name).arg(module.rule->bits)];
        }
    }
    QStringList notes;
    for (auto count = counts.begin(); count != counts.end(); ++count) {
        notes.append(tr("The model asks for %1 (%2 layers)").arg(count.key()).arg(count.value()));
    }
    return notes;
}

/// The bits of most quantized bytes; 0 if nothing is quantized.
int usualBits(const quince::ConversionPlan& plan) {
    std::map<int, quint64> bytes;
    for (const quince::TensorPlan& tensor : plan.tensors) {
        if (tensor.quant) {
            bytes[tensor.quant->bits] += plan.outputs[tensor.firstOutput].bytes;
        }
    }
    const auto most =
        std::max_element(bytes.begin(), bytes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == bytes.end() ? 0 : most->first;
}

/// The dtype of most kept bytes.
QString keptDtype(const quince::ConversionPlan& plan) {
    std::map<quince::DType, quint64> bytes;
    for (const quince::TensorPlan& tensor : plan.tensors) {
        if (!tensor.quant) {
            bytes[tensor.dtype] += plan.outputs[tensor.firstOutput].bytes;
        }
    }
    const auto most =
        std::max_element(bytes.begin(), bytes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == bytes.end() ? QString() : toQt(quince::traits(most->first).longName);
}

QList<ui::MacFit> macFits(const quince::Footprint& footprint) {
    std::vector<quince::MacMemory> macs = quince::appleSiliconMacs();
    const std::optional<quince::MacMemory> own = quince::thisMac();
    const auto isOwn = [&own](const quince::MacMemory& mac) {
        return own && mac.ramBytes == own->ramBytes;
    };
    if (own && std::none_of(macs.begin(), macs.end(), isOwn)) {
        macs.push_back(*own);
        std::sort(macs.begin(), macs.end(),
                  [](const auto& a, const auto& b) { return a.ramBytes < b.ramBytes; });
    }
    QList<ui::MacFit> fits;
    for (const quince::MacMemory& listed : macs) {
        const quince::MacMemory& mac = isOwn(listed) ? *own : listed;  // with its true limit
        fits.append({mac.ramBytes, mac.gpuLimitBytes, quince::fitOf(footprint, mac), isOwn(mac)});
    }
    return fits;
}

/// The core's messages begin small, since the command line puts "warning:" before them. A name of
/// a tensor or file keeps its letters.
QString asSentence(QString text) {
    const QString first = text.section(QLatin1Char(' '), 0, 0);
    const bool isWord = std::all_of(first.begin(), first.end(), [](QChar c) {
        return c.isLetter() || c == QLatin1Char(',') || c == QLatin1Char(':');
    });
    if (isWord && !text.isEmpty()) {
        text[0] = text.at(0).toUpper();
    }
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

}  // namespace

ui::ModelView modelView(const LibraryEntry& entry, const Inspection& inspection) {
    const Checkpoint& checkpoint = inspection.checkpoint;
    ui::ModelView view;
    view.picture = ui::ModelPicture::ready;
    const bool isRepo = entry.model.kind == quince::ModelKind::cache;
    view.title = toQt(isRepo ? quince::modelNameOf(entry.model.repoId)
                             : std::string_view(entry.model.repoId));
    if (isRepo) {
        view.facts.append(toQt(entry.model.repoId));
    }
    view.facts.append(toQt(checkpoint.modelType));
    view.facts.append(tr("%1 parameters").arg(ui::formatParameters(checkpoint.elements)));
    view.facts.append(checkpoint.quantization.empty()
                          ? toQt(quince::traits(checkpoint.dtype).longName)
                          : toQt(checkpoint.quantization));
    const QString shards = checkpoint.shards.size() == 1
                               ? tr("one file")
                               : tr("%1 files").arg(checkpoint.shards.size());
    view.facts.append(tr("%1 tensors in %2").arg(checkpoint.tensors.size()).arg(shards));
    view.facts.append(ui::formatBytes(checkpoint.tensorBytes));
    view.folder = toQt(checkpoint.folder);
    return view;
}

ui::RecipeOptions recipeOptions(const Inspection& inspection) {
    const Blueprint& blueprint = inspection.blueprintFor(inspection.usualVision());
    ui::RecipeOptions options;
    options.sourceDtype = toQt(quince::traits(inspection.checkpoint.dtype).longName);
    options.sourceBytes = inspection.checkpoint.tensorBytes;
    options.canQuantize =
        std::any_of(blueprint.modules.begin(), blueprint.modules.end(),
                    [](const auto& module) { return module.quantizable && !module.packed; });
    if (!options.canQuantize) {
        options.whyNot = inspection.checkpoint.quantization.empty()
                             ? tr("This model has no weights that can be quantized.")
                             : tr("The weights are quantized already (%1).")
                                   .arg(toQt(inspection.checkpoint.quantization));
    }
    options.canDequantize =
        std::any_of(blueprint.modules.begin(), blueprint.modules.end(),
                    [](const auto& module) { return module.packed.has_value(); });
    options.modulePaths = modulePatterns(blueprint);
    options.ruleNotes = ruleNotes(blueprint);
    if (inspection.withVision && inspection.withVision->ok() && inspection.blueprint.ok()) {
        options.usualVision = inspection.usualVision();
    }
    return options;
}

ui::FootprintView footprintView(const Planned& planned) {
    const quince::ConversionPlan& plan = planned.plan;
    const Checkpoint& checkpoint = plan.inspection->checkpoint;
    ui::FootprintView view;
    view.bytesNow = checkpoint.tensorBytes;
    view.nowWord = checkpoint.quantization.empty() ? toQt(quince::traits(checkpoint.dtype).longName)
                                                   : toQt(checkpoint.quantization);
    view.after = planned.footprint;
    view.bits = usualBits(plan);
    view.keptWord = keptDtype(plan);
    view.bitsPerWeight = plan.bitsPerWeight;
    view.maxContext = plan.blueprint().maxContext;
    view.macs = macFits(planned.footprint);
    return view;
}

QList<ui::Notice> notices(const std::vector<Problem>& problems) {
    constexpr qsizetype mostShown = 4;
    QList<ui::Notice> shown;
    for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
        QStringList sentences;
        for (const Problem& problem : problems) {
            if (problem.severity == severity) {
                sentences.append(asSentence(toQt(problem.message)));
            }
        }
        for (qsizetype i = 0; i < std::min(mostShown, sentences.size()); ++i) {
            shown.append({severity, sentences.at(i), {}, {}, {}});
        }
        if (sentences.size() > mostShown) {
            shown.append({severity,
                          tr("And %1 more.").arg(sentences.size() - mostShown),
                          sentences.mid(mostShown).join(QLatin1Char('\n')),
                          {},
                          {}});
        }
    }
    return shown;
}

}  // namespace app
